import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.errors import InputError
from radiogenomics.predictions.ensemble import average

GROUPS = {"DSC": 3, "DTI": 4, "structural": 4}
ENSEMBLES = [
    ["DSC"],
    ["DTI"],
    ["structural"],
    ["DSC", "DTI"],
    ["DSC", "structural"],
    ["DTI", "structural"],
    ["DSC", "DTI", "structural"],
]


def fold_predictions(modality, fold, probabilities):
    patients = [f"P{number}" for number in range(len(probabilities))]
    table = pd.DataFrame({"patient_id": patients, "probability": probabilities})
    return table.assign(input=modality, fold=fold, subset="test")


@given(st.sampled_from(ENSEMBLES), st.integers(1, 5), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_ensembles_of_3_4_4_7_7_8_11_are_plain_means(groups, folds, patients, seed):
    """The published ensembles; with groups of unequal size a mean of group means would differ."""
    modalities = [f"{group}_{number}" for group in groups for number in range(GROUPS[group])]
    assert len(modalities) in {3, 4, 7, 8, 11}
    values = np.random.default_rng(seed).random((len(modalities), folds, patients))
    members = [
        fold_predictions(modality, fold, values[row, fold])
        for row, modality in enumerate(modalities)
        for fold in range(folds)
    ]
    averaged = average([members[row] for row in np.random.default_rng(seed).permutation(len(members))])
    assert averaged.patient_id.tolist() == [f"P{number}" for number in range(patients)]
    assert averaged.probability.to_numpy() == pytest.approx(values.mean(axis=(0, 1)))


def test_modalities_count_the_same_whatever_their_number_of_folds():
    members = [fold_predictions("T1", fold, [0.0]) for fold in range(3)] + [fold_predictions("T2", 0, [1.0])]
    assert average(members).probability.tolist() == [0.5]


def test_validation_patients_are_no_members():
    validation = fold_predictions("T1", 0, [0.9, 0.9]).assign(subset="validation", patient_id=["V0", "V1"])
    averaged = average([pd.concat([fold_predictions("T1", 0, [0.2]), validation])])
    assert averaged.to_dict("records") == [{"patient_id": "P0", "probability": 0.2}]


def faulty(change):
    members = [fold_predictions(modality, fold, [0.2, 0.4]) for modality in ("T1", "T2") for fold in (0, 1)]
    members[3] = change(members[3])
    return members


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table[table.patient_id != "P1"], "patient P1 is missing in the predictions of T2, fold 1"),
        (lambda table: pd.concat([table, table[:1]]), "patient P0 is there twice in the predictions of T2, fold 1"),
        (lambda table: table.assign(probability=[0.1, None]), "patient P1 has no probability in the predictions of T2"),
    ],
)
def test_faulty_members_are_refused(change, message):
    with pytest.raises(InputError, match=message) as error:
        average(faulty(change))
    assert "\n" not in str(error.value)


def test_no_test_patients():
    with pytest.raises(InputError, match="no predictions of test patients"):
        average([fold_predictions("T1", 0, [0.5]).assign(subset="validation")])
