"""Numbers that mean other regions than is declared are told by what they overlap with; poor networks are not."""

from pathlib import Path

import numpy as np
import pytest

from radiogenomics.images.labels import LABELS
from radiogenomics.oddities import noticed_since_last
from radiogenomics.segmentation.odd_numbering import moved_labels, notice_other_numbers

GOOD = np.array([[9000, 10, 60, 10], [10, 300, 30, 30], [60, 40, 900, 40], [10, 30, 40, 400]])
"""Voxels by predicted and true label: background, necrotic core, oedema, enhancing."""


def renumbered(confusion, meant):
    """The same predictions where a number stands for another label: predicted label by what it really is."""
    rows = {0: 0} | {LABELS.index(label) + 1: LABELS.index(other) + 1 for label, other in meant.items()}
    found = np.zeros_like(confusion)
    for row in range(len(confusion)):
        found[row] = confusion[rows.get(row, row)]
    return found


def told(confusions, convention="brats"):
    noticed_since_last()
    notice_other_numbers(
        "theirs", Path("masks"), convention, {(f"{who}.nii.gz", who): each for who, each in confusions.items()}
    )
    return noticed_since_last()


@pytest.mark.parametrize(
    ("convention", "meant", "fix"),
    [
        ("brats2023", {1: 2, 2: 1}, "declare `convention: nnunet` in the study's `external.theirs`"),
        ("nnunet", {1: 2, 2: 1}, "declare `convention: brats2023`"),
        ("brats", {1: 2, 2: 1}, "store 1 as 2, 2 as 1"),
        ("brats", {1: 4, 4: 1}, "store 1 as 4, 4 as 1"),
        ("brats", {1: 2, 2: 4, 4: 1}, "store 1 as 2, 2 as 4, 4 as 1"),
        ("nnunet", {1: 4, 4: 1}, "store 2 as 3, 3 as 2"),
    ],
)
def test_numbers_in_another_order_are_told_once_with_what_to_do(convention, meant, fix):
    confusions = {f"P{number}": renumbered(GOOD, meant) for number in range(3)}
    (oddity,) = told(confusions, convention)
    assert (oddity.file, oddity.patient_id) == ("masks", "") and fix in oddity.what
    assert oddity.what.startswith("of all patients together, the numbers predicted by 'theirs' seem to be exchanged: ")
    assert moved_labels(renumbered(GOOD, meant)) == meant


def test_labels_of_two_classes_in_the_place_of_the_first_two_are_told():
    confusion = renumbered(GOOD, {1: 2, 2: 4})
    confusion[0] += confusion[3]
    confusion[3] = 0
    (oddity,) = told({"P": confusion})
    assert "store 1 as 2, 2 as 4" in oddity.what


def test_some_patients_with_another_order_are_told_by_themselves():
    confusions = {f"P{number}": GOOD for number in range(8)} | {"P8": renumbered(GOOD, {1: 2, 2: 1})}
    (oddity,) = told(confusions)
    assert (oddity.file, oddity.patient_id) == ("P8.nii.gz", "P8") and "; if so, store 1 as 2, 2 as 1" in oddity.what


def test_outlines_of_the_whole_tumour_are_told():
    confusion = np.zeros_like(GOOD)
    confusion[0], confusion[1] = (9000, 30, 80, 30), (80, 350, 950, 450)
    (oddity,) = told({"P": confusion})
    assert "hold 1 alone, which overlaps with the whole tumour by 0.9" in oddity.what


def test_one_patient_whose_regions_are_called_by_one_name_is_not_told():
    # What does not enhance is core by one definition and oedema by another.
    low_grade = np.array([[9000, 40, 20, 0], [0, 0, 0, 0], [60, 800, 100, 0], [0, 0, 0, 0]])
    assert told({f"P{number}": GOOD for number in range(4)} | {"P4": low_grade}) == []


@pytest.mark.parametrize(
    "confusion",
    [
        GOOD,
        # No enhancing tumour is found; the core is taken for it; oedema and core are taken for each other by half.
        np.array([[9000, 10, 60, 200], [10, 300, 30, 240], [60, 40, 900, 40], [0, 0, 0, 0]]),
        np.array([[9000, 10, 60, 10], [0, 0, 0, 0], [60, 40, 900, 40], [20, 330, 60, 430]]),
        np.array([[9000, 10, 60, 10], [40, 160, 400, 30], [30, 190, 500, 30], [10, 30, 40, 400]]),
        # A tumour that does not enhance, called core by the one and oedema by the other.
        np.array([[9000, 60, 0, 0], [0, 0, 0, 0], [60, 900, 0, 0], [0, 0, 0, 0]]),
        # Nothing is found, or next to nothing.
        np.array([[9000, 380, 1030, 480], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]),
        np.array([[9000, 370, 1010, 480], [0, 0, 20, 0], [0, 10, 0, 0], [0, 0, 0, 0]]),
        # Nothing but oedema is called by its name.
        np.array([[9000, 30, 80, 30], [0, 0, 0, 0], [80, 60, 950, 90], [0, 0, 0, 0]]),
    ],
)
def test_a_network_that_is_good_or_poor_is_not_told(confusion):
    assert told({"P0": confusion, "P1": confusion}) == []
