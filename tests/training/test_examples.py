import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.data import DataLoader

from radiogenomics.errors import InputError
from radiogenomics.images.arrays import open_images
from radiogenomics.training.examples import ExampleDataset, training_examples

COPIES = ["flip", "rotate", "noise", "elastic"]


def patients(n_positive, n_negative):
    labels = [1] * n_positive + [0] * n_negative
    return pd.DataFrame({"patient_id": [f"P{number:03d}" for number in range(len(labels))], "label": labels})


@given(st.integers(1, 20), st.integers(1, 20), st.booleans(), st.sets(st.sampled_from(COPIES)), st.integers(0, 2**62))
def test_classes_are_balanced_by_pruning_the_larger(n_positive, n_negative, balance, names, seed):
    labels = patients(n_positive, n_negative)
    examples = training_examples(labels, sorted(names), balance, seed)
    copies = 1 + len(names)
    expected = {1: n_positive * copies, 0: n_negative * copies}
    if balance:
        expected = dict.fromkeys((0, 1), min(expected.values()))
    assert examples.label.value_counts().to_dict() == expected
    assert not examples.duplicated(["patient_id", "copy"]).any()
    assert examples.merge(labels, on=["patient_id", "label"]).shape[0] == len(examples)


def test_without_balance_every_patient_has_its_image_and_one_copy_of_each_name():
    examples = training_examples(patients(2, 5), COPIES, balance=False, seed=0)
    assert examples.groupby("patient_id")["copy"].apply(list).tolist() == [["original", *COPIES]] * 7


def test_pruning_is_repeatable_and_depends_on_the_seed_alone():
    labels = patients(5, 30)
    first = training_examples(labels, COPIES, True, seed=1)
    pd.testing.assert_frame_equal(first, training_examples(labels.sample(frac=1, random_state=3), COPIES, True, seed=1))
    assert not first.equals(training_examples(labels, COPIES, True, seed=2))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (patients(3, 0), "same label"),
        (pd.concat([patients(1, 1), patients(1, 0)]), "P000 is listed twice"),
        (patients(1, 1).assign(label=[1, np.nan]), "P001 has label nan"),
        (patients(1, 1).assign(label=[2, 0]), "P000 has label"),
    ],
)
def test_unusable_labels_are_refused(labels, message):
    with pytest.raises(InputError, match=message) as error:
        training_examples(labels, COPIES, True, 0)
    assert "\n" not in str(error.value)


@pytest.fixture
def arrays(tmp_path):
    """Images of two modalities of three patients, and flipped copies; a voxel tells modality, patient and copy."""

    def write(name, level, copy=None):
        index = pd.DataFrame({"patient_id": ["A", "B", "C"], "row": [2, 0, 1]})
        if copy:
            index["copy"] = copy
        values = np.empty((3, 2, 3, 4), np.float32)
        values[index.row] = (level + np.arange(3) / 100)[:, None, None, None]
        np.save(tmp_path / f"{name}.npy", values)
        index.to_csv(tmp_path / f"{name}.csv", index=False)
        return open_images(tmp_path / f"{name}.npy", tmp_path / f"{name}.csv")

    originals = [write("T1", 0.1), write("T2", 0.2)]
    return originals, [write("T1_augmented", 0.5, "flip"), write("T2_augmented", 0.6, "flip")]


EXAMPLES = pd.DataFrame({"patient_id": ["C", "A", "B"], "copy": ["original", "flip", "original"], "label": [1, 0, 1]})


def test_modalities_are_channels(arrays):
    dataset = ExampleDataset(EXAMPLES, *arrays)
    inputs, label, index = dataset[1]
    image = inputs["images"]
    assert image.shape == (2, 2, 3, 4)
    assert image.dtype == torch.float32
    assert (label, index) == (0.0, 1)
    levels = torch.stack([dataset[row][0]["images"][:, 0, 0, 0] for row in range(3)])
    torch.testing.assert_close(levels, torch.tensor([[0.12, 0.22], [0.5, 0.6], [0.11, 0.21]]))


def test_images_on_disk_cannot_be_changed_through_the_tensors(arrays):
    dataset = ExampleDataset(EXAMPLES, *arrays)
    dataset[0][0]["images"].zero_()
    assert dataset[0][0]["images"].min() > 0


def test_workers_give_the_same_batches(arrays):
    dataset = ExampleDataset(EXAMPLES, *arrays)
    here, there = (next(iter(DataLoader(dataset, batch_size=3, num_workers=workers))) for workers in (0, 1))
    assert torch.equal(here[0]["images"], there[0]["images"])
    assert all(torch.equal(one, other) for one, other in zip(here[1:], there[1:], strict=True))


def test_an_example_without_image_is_refused_at_once(arrays):
    originals, augmented = arrays
    with pytest.raises(InputError, match="no original image of patient Z"):
        ExampleDataset(EXAMPLES.replace({"patient_id": {"B": "Z"}}), originals, augmented)
    with pytest.raises(InputError, match="no rotate image of patient A"):
        ExampleDataset(EXAMPLES.replace({"copy": {"flip": "rotate"}}), originals, augmented)


class Slices:
    """One channel of patients' slices: P000 has one, P001 two, P002 three and so on; a slice tells whose it is."""

    def items(self, patient_id, copy):
        return [f"z{number}" for number in range(int(patient_id[1:]) + 1)]

    def read(self, patient_id, copy, item):
        return np.full((3, 4), 100 * int(patient_id[1:]) + int(item[1:]) + 0.5 * (copy != "original"), np.float32)


def test_every_item_of_a_patient_is_an_example():
    examples = training_examples(patients(2, 2), ["flip"], False, 0, Slices(), Slices())
    counts = examples.groupby(["patient_id", "copy"], sort=True).size()
    assert counts.xs("original", level="copy").tolist() == counts.xs("flip", level="copy").tolist() == [1, 2, 3, 4]
    assert not examples.duplicated(["patient_id", "copy", "item"]).any()


def test_items_are_pruned_until_the_classes_have_as_many():
    examples = training_examples(patients(2, 2), [], True, 0, Slices())
    assert examples.label.value_counts().to_dict() == {0: 3, 1: 3}


def test_one_item_per_patient_prunes_as_none_do(arrays):
    """The table of the examples is that of the time before there were items."""
    (image, _), _ = arrays
    labels = patients(5, 30)
    pd.testing.assert_frame_equal(
        training_examples(labels, COPIES, True, 1), training_examples(labels, COPIES, True, 1, image, image)
    )


def test_items_are_read_and_their_rows_lead_back_to_the_patients():
    examples = training_examples(patients(1, 2), ["flip"], False, 0, Slices(), Slices())
    dataset = ExampleDataset(examples, [Slices(), Slices()], [Slices(), Slices()])
    for index in range(len(dataset)):
        inputs, label, row = dataset[index]
        assert inputs["images"].shape == (2, 3, 4)
        value, shift = divmod(float(inputs["images"][0, 0, 0]), 1)
        assert dataset.patient_ids[row] == f"P{int(value) // 100:03d}"
        assert (shift == 0.5) == (dataset.copies[row] == "flip")
        assert label == float(dataset.patient_ids[row] == "P000")
