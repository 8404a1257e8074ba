from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from radiogenomics.segmentation.case import Case
from radiogenomics.segmentation.conventions import suspicions


def renamed(case: Case, names: tuple[int, ...]) -> Case:
    labels = np.select([case.mask.array == label for label in (1, 2, 4)], names, 0).astype(np.uint8)
    return replace(case, mask=replace(case.mask, array=labels))


def test_right_labels_are_not_suspected(make_case):
    assert suspicions(make_case()) == []
    assert suspicions(replace(make_case(), mask=None)) == []


@pytest.mark.parametrize("names", [names for names in permutations((1, 2, 4)) if names != (1, 2, 4)])
def test_every_exchange_of_labels_is_suspected(make_case, names):
    found = suspicions(renamed(make_case(), names))
    assert found
    assert {(suspicion.patient_id, suspicion.file) for suspicion in found} == {("P1", "mask.nii.gz")}


def test_reasons_name_labels_and_numbers(make_case):
    (place,) = suspicions(renamed(make_case(), (2, 1, 4)))
    assert place.reason == (
        "label 1 (necrotic core) makes 100% of the tumour's surface, label 2 (oedema) 0%, as if it did not surround "
        "the rest; look at the segmentation and check its label convention"
    )
    brightness, *_ = suspicions(renamed(make_case(), (4, 2, 1)))
    assert brightness.reason.startswith(
        "label 4 (enhancing tumour) is dimmer in T1GD than label 1 (necrotic core): medians "
    )


def test_places_are_looked_at_without_a_scan_after_contrast_agent(make_case):
    assert suspicions(make_case(sequences=["FLAIR"])) == []
    assert len(suspicions(renamed(make_case(sequences=["FLAIR"]), (1, 4, 2)))) == 1


def test_a_few_voxels_are_no_reason(make_case):
    labels = np.zeros((20, 24, 28), np.uint8)
    labels[10, 10, 10:14] = 2
    labels[5:10, 5:10, 5:15] = 4
    assert suspicions(make_case(labels=labels)) == []


def test_an_oedema_that_is_dark_in_flair_is_suspected(make_case):
    case = make_case()
    flair = np.where(case.mask.array == 2, 10, case.scans["FLAIR"].array)
    (found,) = suspicions(replace(case, scans={**case.scans, "FLAIR": replace(case.scans["FLAIR"], array=flair)}))
    assert found.reason.startswith("the oedema (label 2) is darker in FLAIR than the rest of the brain")
    assert found.reason.endswith("; look at the segmentation and check its label convention")
