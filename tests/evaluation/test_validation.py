import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.validation import constant_ensembles, validation_probabilities

ENSEMBLES = {"dsc": ["DSC_PH"], "dsc_dti": ["DSC_PH", "DTI_FA"]}
LABELS = pd.DataFrame({"patient_id": ["A", "B", "C"], "label": [1, 0, 1]})


def rows(*patients, model="spottune", name="DSC_PH", subset="validation"):
    table = pd.DataFrame(patients, columns=["patient_id", "fold", "probability"])
    return table.assign(model=model, input=name, subset=subset)


@pytest.fixture
def predictions():
    return pd.concat(
        [
            rows(("A", 0, 0.2), ("B", 1, 0.4), ("C", 1, 0.9)),
            rows(("A", 1, 0.6), ("B", 0, 0.2), name="DTI_FA"),
            # Of a test patient there are predictions of every fold, which do not count here.
            rows(("T", 0, 0.5), ("T", 1, 0.7), subset="test"),
        ],
        ignore_index=True,
    )


def test_an_ensemble_is_the_mean_over_the_inputs_of_patients_who_validate_in_all(predictions):
    table = validation_probabilities(predictions, LABELS, ENSEMBLES)
    assert table.groupby("ensemble")["patient_id"].apply(list).to_dict() == {
        "dsc": ["A", "B", "C"],
        "dsc_dti": ["A", "B"],
    }
    by_patient = table[table["ensemble"] == "dsc_dti"].set_index("patient_id")
    assert by_patient["probability"].tolist() == pytest.approx([0.4, 0.3])
    assert by_patient["label"].tolist() == [1, 0]


def test_a_model_without_an_input_has_no_rows_of_its_ensembles(predictions):
    table = validation_probabilities(predictions[predictions["input"] == "DSC_PH"], LABELS, ENSEMBLES)
    assert set(table["ensemble"]) == {"dsc"}
    assert validation_probabilities(predictions[predictions["subset"] == "test"], LABELS, ENSEMBLES).empty


def test_a_test_patient_among_the_validation_patients_is_refused(predictions):
    leak = pd.concat([predictions, rows(("T", 0, 0.5))], ignore_index=True)
    with pytest.raises(InputError, match="T validates but is no training patient"):
        validation_probabilities(leak, LABELS, ENSEMBLES)


def test_a_patient_who_validates_in_two_folds_is_refused(predictions):
    twice = pd.concat([predictions, rows(("A", 1, 0.5))], ignore_index=True)
    with pytest.raises(InputError, match="predictions of spottune from DSC_PH: A validates in two folds"):
        validation_probabilities(twice, LABELS, ENSEMBLES)


def test_a_missing_probability_is_named(predictions):
    predictions.loc[1, "probability"] = np.nan
    with pytest.raises(InputError, match="predictions of spottune from DSC_PH: no probability of B"):
        validation_probabilities(predictions, LABELS, ENSEMBLES)


def test_models_whose_probability_depends_on_the_fold_alone_are_constant(predictions):
    majority = predictions.assign(model="majority", probability=0.2 + 0.01 * predictions["fold"])
    both = pd.concat([predictions, majority])
    assert constant_ensembles(both, ENSEMBLES) == [("majority", "dsc"), ("majority", "dsc_dti")]
    in_dsc_alone = majority[majority["input"] == "DSC_PH"]
    assert constant_ensembles(in_dsc_alone, ENSEMBLES) == [("majority", "dsc")]
