import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.downloads.catalogue import RESOURCES, sources
from radiogenomics.downloads.checksums import (
    Digest,
    FileRecord,
    checksum_of,
    has_digest,
    read_checksums,
    read_records,
    record_of,
    write_checksums,
    write_records,
)
from radiogenomics.errors import InputError

MD5 = "d41d8cd98f00b204e9800998ecf8427e"


@pytest.fixture
def listed(tmp_path):
    """Function that writes a list of checksums and returns its path."""

    def write(text: str | bytes):
        path = tmp_path / "UPENN-GBM.sums"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.parametrize("line", [f"{MD5} a/b c.nii.gz", f"{MD5}  a/b c.nii.gz", f"{MD5.upper()} *a/b c.nii.gz\r"])
def test_a_list_is_read_as_the_common_programs_write_it(line, listed):
    path = listed(f"\n# a comment\n{line}\n")
    assert read_checksums(path, "md5") == {"a/b c.nii.gz": Digest("md5", MD5, "archive")}
    assert read_checksums(path, "md5")["a/b c.nii.gz"].listed_in == str(path)


def test_a_comment_says_where_the_checksums_below_it_are_from(listed):
    path = listed(f"{MD5}  a\n# origin: copy\n{MD5}  b\n# origin: first download\n{MD5}  c\n")
    assert [digest.origin for digest in read_checksums(path, "md5").values()] == ["archive", "copy", "first download"]


@pytest.mark.parametrize("line", [MD5, f"{MD5[:-1]}  a", "<html>", f"zz{MD5[2:]}  a"])
def test_a_malformed_line_is_named(line, listed):
    with pytest.raises(InputError, match=r"UPENN-GBM\.sums: line 2 is not `md5 path`"):
        read_checksums(listed(f"{MD5}  a\n{line}\n"), "md5")


@pytest.mark.parametrize("path", ["/etc/passwd", "../a", "a/../../b"])
def test_a_path_outside_the_folder_is_refused(path, listed):
    with pytest.raises(InputError, match=r"line 1 names .*, outside the download's folder"):
        read_checksums(listed(f"{MD5}  {path}\n"), "md5")


def test_two_checksums_of_one_file_are_refused(listed):
    with pytest.raises(InputError, match="line 2: a is there twice"):
        read_checksums(listed(f"{MD5}  a\n{'0' * 32}  a\n"), "md5")


def test_what_is_not_text_is_refused(listed):
    with pytest.raises(InputError, match="not a list of checksums"):
        read_checksums(listed(b"\xff\xfe\x00"), "md5")


def test_a_missing_list_is_named(tmp_path):
    with pytest.raises(InputError, match="none: no such file"):
        read_checksums(tmp_path / "none", "md5")


@given(st.binary(max_size=100))
def test_a_file_has_its_own_checksum_and_no_other(tmp_path_factory, body):
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(body)
    digest = Digest("sha256", hashlib.sha256(body).hexdigest(), "archive")
    assert checksum_of(path, "sha256") == digest.value and has_digest(path, digest)
    path.write_bytes(body + b"x")
    assert not has_digest(path, digest)


def test_a_missing_file_has_no_checksum(tmp_path):
    assert not has_digest(tmp_path / "none", Digest("md5", MD5, "archive"))


def test_records_are_written_sorted_and_read_again(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "00012").write_bytes(b"12")
    (tmp_path / "NA").write_bytes(b"")
    archive = Digest("md5", MD5, "archive")
    records = [
        record_of(tmp_path / "a" / "00012", tmp_path, "https://example.org/00012"),
        record_of(tmp_path / "NA", tmp_path, "", archive),
    ]
    assert records[1] == FileRecord("NA", 0, "md5", MD5, "archive", "")
    assert records[0].file == "a/00012" and records[0].origin == "first download"
    write_records(records, tmp_path / "records.csv")
    assert read_records(tmp_path / "records.csv") == records[::-1]


def test_no_records_are_a_table_too(tmp_path):
    write_records([], tmp_path / "records.csv")
    assert read_records(tmp_path / "records.csv") == []


def test_checksums_are_written_in_the_form_they_are_read(tmp_path):
    records = [
        FileRecord("a b", 1, "sha256", "0" * 64, "first download", ""),
        FileRecord("c", 1, "md5", MD5, "archive", ""),
    ]
    write_checksums(records, tmp_path / "list", "first download")
    assert read_checksums(tmp_path / "list", "sha256") == {"a b": Digest("sha256", "0" * 64, "first download")}


@pytest.mark.parametrize("source", sources())
def test_the_lists_of_the_repository_call_nothing_the_archives_own(source):
    path = RESOURCES / "checksums" / f"{source}.sha256"
    if path.exists():
        digests = read_checksums(path, "sha256")
        assert digests and {digest.origin for digest in digests.values()} == {"copy"}


CHANGED_LINE_ENDS = ("UPENN-GBM_clinical_info_v2.1.csv", "radiology_mapping.csv")
"""Tables whose copies have LF where the archive's files have CRLF."""


def test_the_lists_of_the_repository_are_those_of_the_copies(shared):
    copies = shared / "real" / "upenn_gbm"
    listed = read_checksums(RESOURCES / "checksums" / "upenn_gbm.sha256", "sha256")
    compared = 0
    for path in copies.iterdir():
        name, digest = path.name, listed.get(path.name)
        # The copy of the zip file was packed anew: the dates of its members show it.
        if digest is not None and path.suffix == ".csv":
            body = path.read_bytes()
            body = body.replace(b"\n", b"\r\n") if name in CHANGED_LINE_ENDS else body
            assert hashlib.sha256(body).hexdigest() == digest.value, name
            compared += 1
    assert compared == 6
    labels = read_checksums(RESOURCES / "checksums" / "tcga.sha256", "sha256")["included_patient_labels.csv"]
    assert has_digest(shared / "real" / "tcga" / "included_patient_labels.csv", labels)
