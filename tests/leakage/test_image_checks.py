from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.images.arrays import open_images
from radiogenomics.images.slice_arrays import SliceArray
from radiogenomics.leakage.image_checks import image_checks, slice_checks
from radiogenomics.leakage.roles import Roles


def opened(study, suffix=""):
    names = ("T1", "DSC_PH")
    return {
        name: open_images(*(study.path(f"images/{name}{suffix}.{kind}") for kind in ("npy", "csv"))) for name in names
    }


def test_the_report_counts_images_and_copies(clean_study):
    groups = {"T1": ["structural"], "DSC_PH": ["DSC"]}
    originals, augmented = opened(clean_study), opened(clean_study, "_augmented")
    checks = image_checks(originals, augmented, groups, Roles(clean_study.read("splits.csv")))
    images, copies = (sum(len(array.rows) for array in arrays.values()) for arrays in (originals, augmented))
    assert checks[0].examined.startswith(f"images: {images}; augmented copies: {copies}; each with every other; ")
    assert [check.found for check in checks] == [(), (), ()]


def test_a_copy_is_a_leak_where_its_modality_trains_on_others(clean_study):
    """Who trains on structural images alone has no augmented DSC image."""
    groups = {"T1": ["structural"], "DSC_PH": ["DSC"]}
    splits = clean_study.read("splits.csv")
    patient = splits.query("group == 'DSC' and subset == 'train'")["patient_id"].iloc[0]
    elsewhere = (splits["patient_id"] == patient) & (splits["group"] == "DSC")
    splits = splits.assign(subset=splits["subset"].mask(elsewhere, "unused"), fold=splits["fold"].mask(elsewhere))
    _, copies, _ = image_checks(opened(clean_study), opened(clean_study, "_augmented"), groups, Roles(splits))
    assert copies.found == (f"DSC_PH holds augmented copies of {patient}, who is no training patient of DSC_PH",)


def test_empty_slices_are_nobodys_and_others_are_compared():
    """Above the head all patients are alike; a slice of the head that two share is a leak."""
    patients = ["P1", "P2"]
    keys = [(patient, "original", item) for patient in patients for item in (0, 1)]
    array = np.random.default_rng(0).uniform(0, 1, (4, 20, 20)).astype(np.float32)
    array[[1, 3]] = 0
    # A few pixels are no head either.
    array[3, 0, :3] = 1
    rows, numbers = ({key: value for value, key in enumerate(keys)} for _ in range(2))
    slices = SliceArray(array, rows, numbers, {}, (Path("a.npy"), Path("a.csv")))
    splits = pd.DataFrame(
        {"patient_id": patients, "group": "a", "subset": ["train", "test"], "fold": pd.array([0, pd.NA], dtype="Int64")}
    )
    equal, _ = slice_checks({"FLAIR": slices}, Roles(splits))
    assert equal.found == () and "images: 2; augmented copies: 0; empty slices left out: 2; " in equal.examined
    array[2] = array[0]
    equal, _ = slice_checks({"FLAIR": slices}, Roles(splits))
    assert len(equal.found) == 1 and "P1 (FLAIR, slice 0) and P2 (FLAIR, slice 2) are the same image" in equal.found[0]
