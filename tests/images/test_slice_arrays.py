import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.slice_arrays import open_slice_channels, open_slices

ARRAY = np.random.default_rng(0).uniform(size=(5, 4, 6)).astype(np.float32)


@pytest.fixture
def files(tmp_path):
    np.save(tmp_path / "FLAIR.npy", ARRAY)
    index = pd.DataFrame(
        {
            "patient_id": ["001", "001", "001", "02", "02"],
            "copy": "original",
            "item": [0, 1, 2, 0, 1],
            "row": [3, 0, 1, 2, 4],
            "slice": [10, 11, 12, 4, 5],
            "grid": ["1 mm", "1 mm", "1 mm", "2 mm", "2 mm"],
        }
    )
    index.to_csv(tmp_path / "FLAIR.csv", index=False)
    return tmp_path / "FLAIR.npy", tmp_path / "FLAIR.csv"


def test_several_items_of_a_patient(files):
    slices = open_slices(*files)
    assert slices.patient_ids == ["001", "02"] and slices.copies == ["original"]
    assert slices.items_of("001") == [0, 1, 2] and slices.items_of("02") == [0, 1]
    np.testing.assert_array_equal(slices.item("001", 0), ARRAY[3])
    np.testing.assert_array_equal(slices.item("02", 1), ARRAY[4])
    assert slices.numbers["02", "original", 1] == 5
    assert slices.grids == {"001": "1 mm", "02": "2 mm"}


def test_another_process_gets_paths_and_not_slices(files):
    sent = pickle.dumps(open_slices(*files))
    assert len(sent) < 500
    np.testing.assert_array_equal(pickle.loads(sent).item("02", 0), ARRAY[2])


def test_reading_does_not_load_what_reads_scans():
    code = "import sys; import radiogenomics.images.slice_arrays; print('SimpleITK' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def test_what_is_not_there(files):
    slices = open_slices(*files)
    with pytest.raises(InputError, match="holds no original slice 3 of patient 001"):
        slices.item("001", 3)
    with pytest.raises(InputError, match="holds no flip slice of patient 001"):
        slices.items_of("001", "flip")


def test_values_that_are_no_numbers(files):
    array = ARRAY.copy()
    array[2, 1, 1] = np.nan
    np.save(files[0], array)
    with pytest.raises(InputError, match="slice 0 of patient 02 has values that are not numbers"):
        open_slices(*files).item("02", 0)


def test_array_and_index_that_do_not_belong_together(files):
    index = pd.read_csv(files[1], dtype={"patient_id": str})
    index.iloc[:-1].to_csv(files[1], index=False)
    with pytest.raises(InputError, match=r"its 5 slices do not match FLAIR\.csv"):
        open_slices(*files)
    # An item listed twice would hide another.
    index.assign(item=[0, 1, 1, 0, 1]).to_csv(files[1], index=False)
    with pytest.raises(InputError, match="do not match"):
        open_slices(*files)


def test_truncated_array(files):
    files[0].write_bytes(files[0].read_bytes()[:-8])
    with pytest.raises(InputError, match=r"FLAIR\.npy: .*; delete it and FLAIR\.csv"):
        open_slice_channels([files[0]], [files[1]])
