import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.arrays import create_array, open_images
from radiogenomics.images.crop import published_window
from radiogenomics.images.modality import write_images
from radiogenomics.images.settings import ImageSettings

SHAPE = (35, 43, 43)


@pytest.fixture
def files(patients, tmp_path: Path) -> tuple[Path, Path]:
    """Array and index of three preprocessed patients."""
    paths = tmp_path / "images" / "T1GD.npy", tmp_path / "images" / "T1GD.csv"
    window = published_window((4.0, 4.0, 4.0), (39, 60, 60))
    write_images(patients, "T1GD", window, ImageSettings(downscale=1, shape=SHAPE), *paths)
    return paths


def test_reading_arrays_does_not_load_what_reads_scans():
    """Every training starts by importing this module."""
    code = "import sys; import radiogenomics.images.arrays; print('SimpleITK' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def test_disk_space_is_reserved(tmp_path):
    """A sparse file would let a full disk kill the writing process."""
    create_array(tmp_path / "array.npy", (2, *SHAPE), tmp_path / "array.npy")
    stat = (tmp_path / "array.npy").stat()
    assert stat.st_blocks * 512 >= stat.st_size


@pytest.mark.parametrize("kept", [0, 5, 100, 0.5, -4])
def test_f12_truncated_array(files, kept):
    content = files[0].read_bytes()
    files[0].write_bytes(content[: int(kept * len(content)) if kept == 0.5 else kept])
    with pytest.raises(InputError, match=r"T1GD\.npy: .*; delete it and T1GD\.csv"):
        open_images(*files)


def test_f12_array_and_index_of_different_patients(files):
    pd.read_csv(files[1]).iloc[:-1].to_csv(files[1], index=False)
    with pytest.raises(InputError, match=r"its 3 images do not match T1GD\.csv; delete it"):
        open_images(*files)


def test_f12_longer_array_or_other_type(files):
    content = files[0].read_bytes()
    files[0].write_bytes(content + b"\0")
    with pytest.raises(InputError, match="delete it"):
        open_images(*files)
    np.save(files[0], np.zeros((3, *SHAPE), np.uint8))
    with pytest.raises(InputError, match="not a whole float32 array"):
        open_images(*files)


def test_missing_array_or_index(files):
    files[0].unlink()
    with pytest.raises(InputError, match="no such file"):
        open_images(*files)
    files[1].unlink()
    with pytest.raises(InputError, match="no such file"):
        open_images(*files)


def test_unknown_patient_or_copy(files):
    images = open_images(*files)
    with pytest.raises(InputError, match="holds no original image of patient UPENN-GBM-00009"):
        images.volume("UPENN-GBM-00009")
    with pytest.raises(InputError, match="holds no flip image"):
        images.volume("UPENN-GBM-00001", "flip")


def test_an_image_with_values_that_are_no_numbers_is_named(files):
    array = np.load(files[0])
    array[1, 3, 4, 5] = np.nan
    np.save(files[0], array)
    images = open_images(*files)
    images.volume("UPENN-GBM-00001")
    with pytest.raises(InputError, match=r"T1GD\.npy: the original image of patient UPENN-GBM-00002 has values"):
        images.volume("UPENN-GBM-00002")


def test_images_cannot_be_changed_and_travel_as_paths(files):
    images = open_images(*files)
    with pytest.raises(ValueError, match="read-only"):
        images.volume("UPENN-GBM-00001")[0, 0, 0] = 1
    message = pickle.dumps(images)
    assert len(message) < 1000
    np.testing.assert_array_equal(pickle.loads(message).array, images.array)


def test_ids_that_look_like_numbers_stay_text(files):
    index = pd.read_csv(files[1])
    index.assign(patient_id=["001", "002", "003"]).to_csv(files[1], index=False)
    assert open_images(*files).patient_ids == ["001", "002", "003"]
