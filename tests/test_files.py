import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, nearest, read_json, read_table, sha256_of, write_json, write_table


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("old")
    with pytest.raises(OSError, match="disk full"), atomic_path(path) as temporary:
        temporary.write_text("half")
        raise OSError("disk full")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_written_file_has_the_usual_permissions(tmp_path):
    usual = tmp_path / "usual"
    usual.touch()
    write_json({}, tmp_path / "ours.json")
    assert (tmp_path / "ours.json").stat().st_mode == usual.stat().st_mode


def test_tables_and_json_come_back_as_written(tmp_path):
    table = pd.DataFrame({"patient_id": ["a", "b"], "label": [0, 1]})
    write_table(table, tmp_path / "folder" / "table.csv")
    pd.testing.assert_frame_equal(read_table(tmp_path / "folder" / "table.csv", ["label"]), table)
    write_json({"b": 1, "a": [2]}, tmp_path / "value.json")
    assert read_json(tmp_path / "value.json") == {"a": [2], "b": 1}


def test_checksum_is_sha256(tmp_path):
    (tmp_path / "file").write_bytes(b"abc")
    assert sha256_of(tmp_path / "file") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_b25_missing_column_names_the_nearest(tmp_path):
    (tmp_path / "table.csv").write_text("patient_id,lable\na,1\n")
    with pytest.raises(InputError, match=r"table\.csv: column 'label' is missing \(nearest: 'lable'\)"):
        read_table(tmp_path / "table.csv", ["label"])


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00broken"])
def test_unreadable_table_is_named(tmp_path, content):
    (tmp_path / "table.csv").write_bytes(content)
    with pytest.raises(InputError, match=r"table\.csv: not a readable CSV"):
        read_table(tmp_path / "table.csv")


def test_b29_a_table_without_permission_is_named(tmp_path, forbid):
    (tmp_path / "table.csv").write_text("a\n1\n")
    forbid(tmp_path / "table.csv")
    with pytest.raises(InputError, match=r"table\.csv: cannot be read \(Permission denied\); correct the path or its"):
        read_table(tmp_path / "table.csv")


def test_missing_table_is_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_table(tmp_path / "table.csv")


def test_nearest_says_nothing_where_nothing_is_near():
    assert nearest("zzz", ["label"]) == ""


def test_patients_ids_are_text(tmp_path):
    (tmp_path / "labels.csv").write_text("patient_id,label\n001,1\nNA,0\n")
    table = read_table(tmp_path / "labels.csv")
    assert table["patient_id"].tolist() == ["001", "NA"] and table["label"].tolist() == [1, 0]
