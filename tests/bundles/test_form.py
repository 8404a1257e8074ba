import pytest

from radiogenomics.bundles.form import refuse_other_sequences, usable_inputs
from radiogenomics.checking.patients import Patient
from radiogenomics.errors import InputError

INPUTS = {"both": {"channels": ["T1", "T2"]}, "FLAIR": {"channels": ["FLAIR"]}}
ONE = Patient("P1", {})


def test_inputs_whose_channels_are_all_there_are_used():
    assert usable_inputs(ONE, INPUTS, ["T1", "T2"]) == ["both"]
    assert usable_inputs(ONE, INPUTS, ["FLAIR", "T1"]) == ["FLAIR"]


def test_a_patient_without_a_whole_input_is_refused_with_what_is_missing():
    with pytest.raises(InputError, match="patient P1: the model needs T2, FLAIR; give them, or at least all channels"):
        usable_inputs(ONE, INPUTS, ["T1"])


def test_a_sequence_that_the_model_does_not_know_is_refused_with_the_nearest():
    with pytest.raises(InputError, match=r"patient P1: T1C is no sequence of this model \(nearest: 'T1'\)"):
        refuse_other_sequences(ONE, {"T1C": "t1c.nii.gz"}, ["T1", "T2"])
