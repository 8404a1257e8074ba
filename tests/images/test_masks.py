from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.labels import CONVENTIONS
from radiogenomics.images.masks import label_convention, mask_path, refuse_binary_masks
from radiogenomics.oddities import noticed_since_last

BOTH = {"patient_id": "UPENN-GBM-00003", "path_automatic": "automatic.nii.gz", "path_corrected": "corrected.nii.gz"}


@pytest.mark.parametrize("choice", ["automatic", "corrected"])
def test_segmentation_of_the_kind_chosen(choice):
    assert mask_path(pd.Series(BOTH), choice) == Path(f"{choice}.nii.gz")


def test_no_segmentation_where_none_is_wanted():
    assert mask_path(pd.Series(BOTH), "none") is None


@pytest.mark.parametrize("empty", [np.nan, "", None])
def test_corrected_falls_back_to_automatic(empty):
    assert mask_path(pd.Series(BOTH | {"path_corrected": empty}), "corrected") == Path("automatic.nii.gz")


@pytest.mark.parametrize(("choice", "suffix"), [("automatic", "automated_approx_segm"), ("corrected", "segm")])
def test_missing_segmentation_names_patient_file_and_what_to_do(choice, suffix):
    patient = pd.Series(BOTH | {"path_automatic": "", "path_corrected": ""})
    with pytest.raises(InputError) as caught:
        mask_path(patient, choice)
    assert str(caught.value) == (
        f"patient UPENN-GBM-00003: no {choice} segmentation found (expected UPENN-GBM-00003_11_{suffix}.nii.gz); "
        "download it or exclude the patient"
    )


def test_missing_segmentation_of_another_archive_names_no_file_of_upenn_gbm():
    patient = {"patient_id": "EGD-0001", "scan_id": "EGD-0001", "path_automatic": "", "path_corrected": ""}
    with pytest.raises(InputError) as caught:
        mask_path(pd.Series(patient), "automatic")
    assert str(caught.value) == (
        "patient EGD-0001: no automatic segmentation found; download it or exclude the patient"
    )


@pytest.mark.parametrize(
    ("column", "convention"),
    [({}, None), ({"label_convention": np.nan}, None), ({"label_convention": "whole_tumour"}, "whole_tumour")],
)
def test_convention_of_a_patients_labels(column, convention):
    assert label_convention(pd.Series(BOTH | column)) == convention


def test_b13_an_unknown_convention_is_refused():
    with pytest.raises(
        InputError, match="patient UPENN-GBM-00003: label convention 'brats2O23' is not known; use one of"
    ):
        label_convention(pd.Series(BOTH | {"label_convention": "brats2O23"}))


def test_masks_of_whole_tumours_are_refused_until_somebody_says_what_they_are():
    masks = [("first.nii.gz", None, (1,)), ("second.nii.gz", None, (1,))]
    with pytest.raises(
        InputError, match=r"^first\.nii\.gz: .* all of the 2 masks read; .*label_convention: whole_tumour"
    ) as caught:
        refuse_binary_masks(masks)
    assert "\n" not in str(caught.value)
    for convention in CONVENTIONS:
        refuse_binary_masks([(path, convention, labels) for path, _, labels in masks])


@pytest.mark.parametrize("other", [(1, 2, 4), (2,), (4,)])
def test_one_tumour_of_label_one_alone_is_possible(other):
    refuse_binary_masks([("first.nii.gz", None, (1,)), ("second.nii.gz", None, other)])
    refuse_binary_masks([])


def test_that_no_mask_of_a_cohort_has_an_enhancing_tumour_is_told():
    noticed_since_last()
    masks = [(f"{number}.nii.gz", None, (1, 2)) for number in range(5)]
    refuse_binary_masks(masks)
    ((_, _, what),) = noticed_since_last()
    assert what.startswith("none of the 5 segmentations has an enhancing tumour (4): if 1 is the whole core there")
    refuse_binary_masks([*masks, ("other.nii.gz", None, (1, 2, 4))])
    refuse_binary_masks([(path, "brats", labels) for path, _, labels in masks])
    assert not noticed_since_last()


@pytest.mark.parametrize("label", [2, 4])
def test_masks_that_hold_one_label_alone_are_binary_whatever_its_number(label):
    masks = [(f"{i}.nii.gz", None, (label,)) for i in range(5)]
    with pytest.raises(InputError, match=f"no label but {label}, .* store them as 1, set `label_convention: whole"):
        refuse_binary_masks(masks)
    refuse_binary_masks(masks[:4])
    refuse_binary_masks([*masks, ("other.nii.gz", None, (1, 2))])
