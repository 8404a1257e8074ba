"""A scan that stands in both cohorts stops the external test, whatever its patient is called; others do not."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.slice_source import SliceSource
from radiogenomics.images.source import VolumeSource
from radiogenomics.leakage.other_cohort import IMAGES, refuse_shared_images

MODALITIES = ("T1", "FLAIR")


def smooth_heads(number: int, seed: int) -> np.ndarray:
    """Prepared volumes of some patients, in [0, 1]."""
    noise = np.random.default_rng(seed).random((number, 12, 12, 12), dtype=np.float32)
    return (noise + np.roll(noise, 1, 1) + np.roll(noise, 1, 2)) / 3


def write_volumes(folder, heads: np.ndarray, names: list[str]) -> tuple[list[str], list[str]]:
    """Arrays and indices of both modalities; those of FLAIR are others."""
    paths = [], []
    folder.mkdir()
    for modality, array in zip(MODALITIES, (heads, 1 - heads[:, ::-1] ** 2), strict=True):
        np.save(folder / f"{modality}.npy", array.astype(np.float32))
        index = pd.DataFrame({"patient_id": names, "row": range(len(names))})
        index.to_csv(folder / f"{modality}.csv", index=False)
        for found, suffix in zip(paths, (".npy", ".csv"), strict=True):
            found.append(str(folder / f"{modality}{suffix}"))
    return paths


@pytest.fixture
def own(tmp_path):
    return write_volumes(tmp_path / "own", smooth_heads(5, 0), [f"P{n}" for n in range(5)])


def test_another_cohort_passes_even_with_the_same_names(tmp_path, own):
    other = write_volumes(tmp_path / "other", smooth_heads(3, 1), ["P0", "P1", "E2"])
    assert refuse_shared_images("volumes", MODALITIES, own, other, "elsewhere") == 6


@pytest.mark.parametrize("alter", [lambda head: head, lambda head: 0.1 + 0.7 * head], ids=["equal", "rescaled"])
@pytest.mark.parametrize("name", ["E1", "P4"])
def test_a_patient_of_both_is_named_under_the_name_of_the_other_cohort(tmp_path, own, alter, name):
    heads = smooth_heads(3, 1)
    heads[1] = alter(smooth_heads(5, 0)[4])
    other = write_volumes(tmp_path / "other", heads, ["E0", name, "E2"])
    with pytest.raises(InputError, match=r"cohort elsewhere: 1 patient\(s\) have an image") as caught:
        refuse_shared_images("volumes", MODALITIES, own, other, "elsewhere")
    assert f"(first: {name} of elsewhere (T1) and P4 (T1))" in str(caught.value)
    assert str(caught.value).endswith(f"name in `exclude_patients` of elsewhere: {name}")


def test_of_a_copy_within_the_other_cohort_nothing_is_said_here(tmp_path, own):
    """That is for the gate of a study with that cohort."""
    heads = smooth_heads(3, 1)
    heads[2] = heads[0]
    other = write_volumes(tmp_path / "other", heads, ["E0", "E1", "E2"])
    assert refuse_shared_images("volumes", MODALITIES, own, other, "elsewhere") == 6


def test_sources_whose_models_predict_other_cohorts_are_read():
    assert {VolumeSource.leak_checks, SliceSource.leak_checks} == set(IMAGES)


def write_slices(folder, slices: np.ndarray, names: list[str]) -> tuple[list[str], list[str]]:
    folder.mkdir()
    np.save(folder / "T1.npy", slices.astype(np.float32))
    index = pd.DataFrame({"patient_id": names, "copy": "original", "item": "0", "row": range(len(names)), "slice": 7})
    index.assign(grid="").to_csv(folder / "T1.csv", index=False)
    return [str(folder / "T1.npy")], [str(folder / "T1.csv")]


def test_slices_are_compared_and_empty_ones_are_nobody_s(tmp_path):
    slices = smooth_heads(4, 0)[:, 0]
    slices[3] = 0
    own = write_slices(tmp_path / "own", slices, ["P0", "P1", "P2", "P3"])
    other = smooth_heads(2, 1)[:, 0]
    other[1] = 0
    found = write_slices(tmp_path / "other", other, ["E0", "E1"])
    assert refuse_shared_images("slices", ["T1"], own, found, "elsewhere") == 1
    other[1] = 0.5 * slices[2]
    found = write_slices(tmp_path / "copied", other, ["E0", "E1"])
    with pytest.raises(InputError, match=r"first: E1 of elsewhere \(T1, slice 7\) and P2 \(T1, slice 7\)"):
        refuse_shared_images("slices", ["T1"], own, found, "elsewhere")
