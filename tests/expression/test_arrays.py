import pickle

import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.expression.arrays import open_expression, write_expression


@pytest.fixture
def paths(tmp_path):
    return [tmp_path / name for name in ("e.npy", "index.csv", "genes.csv")]


def test_one_patient_is_read_at_a_time_from_disk(expression, paths):
    write_expression(expression, *paths)
    array = open_expression(*paths)
    assert array.genes == tuple(expression.columns) and array.patient_ids == list(expression.index)
    assert isinstance(array.rows.array, np.memmap)
    np.testing.assert_array_equal(array.vector("P07"), expression.loc["P07"].to_numpy(np.float32))
    pd.testing.assert_frame_equal(array.table(["P07", "P01"]), expression.loc[["P07", "P01"]].astype(np.float32))
    assert len(pickle.dumps(array)) < 2000


def test_a_patient_who_is_not_there_is_named(expression, paths):
    write_expression(expression, *paths)
    with pytest.raises(InputError, match="holds no expression of patient P99"):
        open_expression(*paths).vector("P99")


def test_bad_tables_are_not_written(expression, paths):
    with pytest.raises(InputError, match="gene G0 is there twice"):
        write_expression(expression.rename(columns={"G1": "G0"}), *paths)
    with pytest.raises(InputError, match="patient P00 is there twice"):
        write_expression(expression.rename(index={"P01": "P00"}), *paths)
    with pytest.raises(InputError, match="patient P02 has values that are not numbers"):
        write_expression(expression.assign(G0=np.where(expression.index == "P02", np.nan, 1)), *paths)
    assert not any(path.exists() for path in paths)


def test_files_that_do_not_belong_together_stop(expression, paths):
    write_expression(expression, *paths)
    pd.DataFrame({"gene": ["G0"]}).to_csv(paths[2], index=False)
    with pytest.raises(InputError, match=r"1 genes, but .* has 6 columns"):
        open_expression(*paths)
