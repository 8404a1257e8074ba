import numpy as np
import pandas as pd
import pytest

from radiogenomics.training.folds import fold_datasets, fold_record


class Images:
    """Volumes that tell whose they are: patient number in every voxel, plus 0.5 in an augmented copy."""

    def items(self, patient_id, copy):
        return ["whole"]

    def read(self, patient_id, copy, item):
        return np.full((2, 2, 2), int(patient_id) + 0.5 * (copy != "original"), dtype=np.float32)


@pytest.fixture
def patients():
    return pd.DataFrame({"patient_id": [str(n) for n in range(12)], "fold": [0, 1, 2] * 4})


@pytest.fixture
def labels():
    return pd.DataFrame({"patient_id": [str(n) for n in range(12)], "label": [1] * 5 + [0] * 7})


def members(dataset):
    return {int(dataset[index][0]["images"][0, 0, 0, 0]) for index in range(len(dataset))}


@pytest.mark.parametrize("fold", [0, 1, 2])
def test_no_patient_is_on_both_sides_and_everyone_validates_once(patients, labels, fold):
    training, validation = fold_datasets(patients, labels, fold, [Images()], [Images()], ["flip"], False, 1)
    assert members(validation) == {int(p) for p in patients.patient_id[patients.fold == fold]}
    assert members(training) == {int(p) for p in patients.patient_id[patients.fold != fold]}


def test_copies_and_pruning_are_for_the_training_alone(patients, labels):
    training, validation = fold_datasets(patients, labels, 0, [Images()], [Images()], ["flip", "noise"], True, 1)
    assert (validation.labels.sum(), len(validation)) == (2, 4)
    assert all(validation[index][0]["images"][0, 0, 0, 0] % 1 == 0 for index in range(4))
    assert training.labels.mean() == 0.5
    assert any(training[index][0]["images"][0, 0, 0, 0] % 1 == 0.5 for index in range(len(training)))


def test_the_record_holds_the_patients_of_the_datasets(patients, labels):
    training, validation = fold_datasets(patients, labels, 1, [Images()], [Images()], ["flip"], False, 1)
    record = fold_record("random", "T1", "1", training, validation)
    assert (record.step, record.model, record.input, record.fold) == ("network", "random", "T1", 1)
    assert set(map(int, record.patients)) == members(training)
    assert set(map(int, record.chosen_on)) == members(validation)


class Slices(Images):
    """Three slices of each patient."""

    def items(self, patient_id, copy):
        return ["z0", "z1", "z2"]


def test_patients_of_several_items_are_on_one_side_and_each_in_the_record_once(patients, labels):
    training, validation = fold_datasets(patients, labels, 1, [Slices()], [Slices()], ["flip"], True, 1)
    assert len(validation) == 3 * 4
    assert not set(training.patient_ids) & set(validation.patient_ids)
    record = fold_record("random", "T1", "1", training, validation)
    assert len(record.chosen_on) == 4
    assert len(record.patients) == len(set(record.patients))
