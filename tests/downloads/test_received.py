import pytest

from radiogenomics.downloads.checksums import record_of, write_records
from radiogenomics.downloads.received import damaged_records


@pytest.fixture
def data(tmp_path):
    """A data folder with two received parts of one source."""
    folder = tmp_path / "upenn_gbm"
    for part, names in {"tables": ["a.csv", "b.csv"], "images": ["images/c.nii.gz"]}.items():
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(b"abc")
        write_records([record_of(folder / name, folder, "") for name in names], folder / ".downloaded" / f"{part}.csv")
    (folder / ".downloaded" / "tables.sha256").touch()
    return tmp_path


def test_what_is_as_it_came_is_not_damaged(data, tmp_path):
    assert damaged_records(data) == {} and damaged_records(tmp_path / "none") == {}


def test_a_file_that_is_gone_or_has_another_size_damages_its_part_alone(data):
    folder = data / "upenn_gbm"
    (folder / "b.csv").write_bytes(b"ab")
    assert damaged_records(data) == {
        folder / ".downloaded" / "tables.csv": f"{folder / 'b.csv'} has 2 bytes where 3 came"
    }
    (folder / "b.csv").write_bytes(b"abc")
    (folder / "images" / "c.nii.gz").unlink()
    assert damaged_records(data) == {folder / ".downloaded" / "images.csv": f"{folder / 'images' / 'c.nii.gz'} is gone"}


@pytest.mark.parametrize("text", ["", "file\na.csv\n", "file,size,algorithm,checksum,origin,url\na.csv,many,,,,\n"])
def test_a_record_that_is_none_is_damaged(text, data):
    record = data / "upenn_gbm" / ".downloaded" / "tables.csv"
    record.write_text(text)
    assert damaged_records(data) == {record: "not a record of a download"}
