import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.weighted_ensemble import weighted_mean

FLAIR, T1 = pd.Series({"P2": 0.8, "P1": 0.4}), pd.Series({"P1": 0.0, "P2": 0.4})
WEIGHTS = {"FLAIR": 0.75, "T1": 0.25}


def test_probabilities_are_weighted_by_patient():
    found = weighted_mean({"FLAIR": FLAIR, "T1": T1}, WEIGHTS)
    assert list(found.index) == ["P2", "P1"]
    assert found.to_dict() == pytest.approx({"P2": 0.7, "P1": 0.3})
    assert weighted_mean({"FLAIR": FLAIR, "T1": T1}, {"FLAIR": 1, "T1": 0}).to_dict() == pytest.approx(FLAIR.to_dict())


@pytest.mark.parametrize("weights", [{"FLAIR": 0.75, "T1": 0.2}, {"FLAIR": 1.25, "T1": -0.25}])
def test_weights_that_are_no_shares_are_refused(weights):
    with pytest.raises(InputError, match=r"weights \(FLAIR .*, T1 .*\) must not be negative and add up to 1"):
        weighted_mean({"FLAIR": FLAIR, "T1": T1}, weights)


def test_members_without_weight_and_patients_without_prediction_are_named():
    with pytest.raises(InputError, match="'T1' has a weight or predictions, but not both"):
        weighted_mean({"FLAIR": FLAIR, "T1": T1}, {"FLAIR": 0.75, "T2": 0.25})
    with pytest.raises(InputError, match="patient P2 has no prediction of 'T1'"):
        weighted_mean({"FLAIR": FLAIR, "T1": T1.drop("P2")}, WEIGHTS)
