import numpy as np
import pandas as pd
import pytest

from radiogenomics.controls.retrained import read_retrained, retrained_areas
from radiogenomics.errors import InputError
from radiogenomics.evaluation.delong import roc_area

PATIENTS = [f"P{i:02d}" for i in range(30)]
LABELS = pd.DataFrame({"patient_id": PATIENTS, "label": np.arange(30) % 3 == 0}).astype({"label": int})
ENSEMBLES = {"both": ["FLAIR", "DSC_PH"], "flair": ["FLAIR"], "other": ["DTI_FA"]}


def predictions(modality, seed):
    probability = np.random.default_rng(seed).uniform(size=30)
    names = {"study": "s", "model": "spottune", "input": modality, "fold": 0, "subset": "test"}
    return pd.DataFrame({"patient_id": PATIENTS, "probability": probability, **names})


@pytest.fixture
def paths(tmp_path):
    found = []
    for number in range(2):
        for modality in ("FLAIR", "DSC_PH"):
            path = tmp_path / f"predictions_permuted{number}" / "spottune" / f"{modality}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            predictions(modality, seed=number).to_csv(path, index=False)
            found.append(path)
    return found


def test_files_of_a_repeat_are_one_table(paths):
    runs = read_retrained(paths)
    assert list(runs) == [0, 1]
    assert set(runs[1]["input"]) == {"FLAIR", "DSC_PH"}
    assert read_retrained([]) == {}


def test_ensembles_whose_inputs_were_trained_are_measured(paths):
    areas = retrained_areas(read_retrained(paths), "seed", LABELS, ENSEMBLES, seed=1)
    assert list(areas["ensemble"]) == ["both", "flair"] * 2
    assert list(areas["repeat"]) == [0, 0, 1, 1]
    expected = roc_area(LABELS["label"], predictions("FLAIR", 0)["probability"]).auc
    assert areas["auc"].iloc[1] == expected
    assert (areas["n"] == 30).all()
    assert (areas["n_positive"] == 10).all()


def test_networks_that_learned_permuted_labels_are_tested_on_permuted_labels(paths):
    runs = read_retrained(paths)
    permuted = retrained_areas(runs, "permutation", LABELS, ENSEMBLES, seed=1)
    assert (permuted["auc"] != retrained_areas(runs, "seed", LABELS, ENSEMBLES, seed=1)["auc"]).all()
    assert (permuted["n_positive"] == 10).all()
    pd.testing.assert_frame_equal(permuted, retrained_areas(runs, "permutation", LABELS, ENSEMBLES, seed=1))


def test_nothing_retrained_is_an_empty_table():
    assert retrained_areas({}, "seed", LABELS, ENSEMBLES, seed=1).empty


def test_a_file_elsewhere_is_refused(tmp_path):
    with pytest.raises(InputError, match="not in a folder predictions_permuted<k> or predictions_seed<k>"):
        read_retrained([tmp_path / "predictions" / "spottune" / "FLAIR.csv"])
