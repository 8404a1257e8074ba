"""A file that is not what its name says is called what it is, in every reader of tables."""

import gzip

import pytest

from radiogenomics.cohorts.clinical_tables import read_clinical_table
from radiogenomics.contents import other_content
from radiogenomics.errors import InputError
from radiogenomics.expression.matrix import read_matrix
from radiogenomics.expression.star_counts import read_star_counts
from radiogenomics.files import read_table


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04\x14\0\t;\t" * 9, "an Excel workbook or another zip archive; export its sheet as comma-separated"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "an old Excel workbook; export its sheet"),
        (gzip.compress(b"patient_id,label\n", mtime=0), "packed by gzip; unpack it"),
        ("patient_id\tlabel\n".encode("utf-16"), "text in UTF-16; export it as comma-separated UTF-8"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a pointer of Git LFS .* `git lfs pull`"),
        (b"<!DOCTYPE html>\n<html><body>a, b</body></html>", "a web page.*; download the file again"),
        (b"\n \n", "but empty; export or copy it again"),
    ],
)
@pytest.mark.parametrize(
    "read",
    [read_table, lambda path: read_clinical_table(path, ["patient_id"]), read_matrix, read_star_counts],
    ids=["tables", "clinical tables", "expression", "star counts"],
)
def test_what_is_no_table_is_called_what_it_is(tmp_path, read, content, told):
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(InputError, match=rf"t\.csv: .*{told}"):
        read(tmp_path / "t.csv")


def test_any_other_content_is_not_judged():
    assert other_content(b"patient_id,label\n") is None
