import shutil

import pytest

from radiogenomics.downloads.disk import bytes_below, free_space, human_size, require_space, require_writable
from radiogenomics.errors import InputError


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (396_335, "396 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (5_900_000_000, "5.9 GB"),
        (69_000_000_000, "69.0 GB"),
        (139_400_000_000, "139 GB"),
        (5_000_000_000_000_000, "5000 TB"),
    ],
)
def test_sizes_are_told_in_decimal_units(size, text):
    assert human_size(size) == text


def test_the_disk_of_a_folder_that_is_not_there_yet_is_that_of_its_parents(tmp_path):
    assert free_space(tmp_path / "not" / "yet") == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.1)


def test_b35_too_small_a_disk_says_how_much_is_needed_free_and_where(tmp_path):
    require_space(1, tmp_path, "anything")
    with pytest.raises(InputError) as error:
        require_space(10**18, tmp_path / "data", "upenn_gbm, part images_DTI")
    message = str(error.value)
    assert message.startswith("upenn_gbm, part images_DTI: 1000000 TB needed, ")
    assert f" free on the disk of {tmp_path / 'data'}; " in message and "`data_dir`" in message


def test_all_files_below_a_folder_are_counted(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c.partial").write_bytes(b"123")
    (tmp_path / "d").write_bytes(b"45")
    assert bytes_below(tmp_path) == 5 and bytes_below(tmp_path / "none") == 0
    assert bytes_below(tmp_path / "d") == 2


def test_a_file_is_no_folder_to_write_to(tmp_path):
    require_writable(tmp_path / "not" / "yet")
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=f"{tmp_path}/file: no folder that can be written"):
        require_writable(tmp_path / "file" / "below")
