"""A mask that fits its scans better some mm further on is told, and no mask that lies where its tumour is."""

from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import binary_dilation, binary_erosion, gaussian_filter

from radiogenomics.images.misplaced import CoarseScan, thinned
from radiogenomics.images.moved_masks import displacement_of, notice_moved_masks
from radiogenomics.oddities import noticed_since_last

SHAPE = (30, 36, 32)
EDGES = (4.0, 4.0, 4.0)
CONTRASTS = {"T1": (-1, -0.5, 0), "T1GD": (-1, 0, 5), "T2": (3, 4, 2), "FLAIR": (2, 6, 5)}
"""Of core (1), oedema (2) and enhancing rim (4)."""


def distance(centre, radii):
    grid = zip(np.indices(SHAPE), centre, radii, strict=True)
    return np.sqrt(sum(((axis - c) / r) ** 2 for axis, c, r in grid))


def tumour(number=0):
    away = distance((16 + number % 3, 15 + number % 2, 13), (6, 7, 6))
    return np.select([away < 0.4, away < 0.7, away < 1], [1, 4, 2], 0).astype(np.uint8)


def scan(mask, contrast, seed):
    """A head whose tissue differs from place to place by 1, and its tumour's regions by `contrast`."""
    random = np.random.default_rng(seed)
    anatomy = gaussian_filter(random.normal(size=SHAPE), 2)
    tissue = 10 + anatomy / anatomy.std() + random.normal(0, 0.3, SHAPE)
    inside = np.select([mask == 1, mask == 2, mask == 4], contrast, 0.0)
    return np.where(distance((14.5, 17.5, 15.5), (13, 16, 14)) < 1, tissue + inside, 0).astype(np.float32)


def scans(drawn, seed, sequences=tuple(CONTRASTS)):
    found = {name: scan(drawn, CONTRASTS[name], seed + k) for k, name in enumerate(sequences)}
    return {name: CoarseScan(Path(name), thinned(array), EDGES[0]) for name, array in found.items()}


@pytest.mark.parametrize("sequences", [tuple(CONTRASTS), ("FLAIR",), ("T1",), ("T1", "T1GD")])
def test_masks_that_lie_where_the_tumour_is_are_not_odd(sequences):
    for number in range(6):
        assert displacement_of(tumour(number), EDGES, scans(tumour(number), 10 * number, sequences)) is None


@pytest.mark.parametrize(
    "drawn",
    [
        np.roll(tumour(), 1, 1),
        np.where(binary_dilation(tumour() > 0, iterations=2), np.maximum(tumour(), 2 * (tumour() == 0)), 0),
        np.where(binary_erosion(tumour() > 0, iterations=2), tumour(), 0),
        np.where(np.arange(SHAPE[2]) < 13, tumour(), 0),
    ],
    ids=["a voxel away", "drawn wide", "drawn narrow", "half of it"],
)
def test_masks_that_are_drawn_otherwise_are_not_odd(drawn):
    assert displacement_of(drawn.astype(np.uint8), EDGES, scans(tumour(), 5)) is None


@pytest.mark.parametrize("sequences", [tuple(CONTRASTS), ("FLAIR",), ("T1GD", "FLAIR")])
@pytest.mark.parametrize("moved", [(0, -3, 0), (3, 0, 0), (0, 4, -3)])
def test_a_mask_that_was_moved_is_told_with_the_way_back(moved, sequences):
    found = displacement_of(np.roll(tumour(), moved, (0, 1, 2)), EDGES, scans(tumour(), 20, sequences))
    assert found.moved == tuple(-4.0 * step for step in moved)
    assert found.there > 2 * found.here and set(found.sequences) >= {"FLAIR"} & set(sequences)


def test_thick_slices_are_counted_in_mm():
    labels, edges = tumour(), (6.0, 3.0, 3.0)
    found = displacement_of(np.roll(labels, 3, 0), edges, scans(labels, 1))
    assert found.moved == (-18.0, 0.0, 0.0)


def test_a_sequence_that_was_moved_alone_is_no_fault_of_the_mask():
    mixed = scans(tumour(), 1) | {"FLAIR": scans(np.roll(tumour(), 4, 1), 1)["FLAIR"]}
    assert displacement_of(tumour(), EDGES, {name: mixed[name] for name in ("T2", "FLAIR")}) is None


def test_no_scans_small_tumours_and_masks_of_the_brain_say_nothing():
    small = np.where(distance((16, 15, 13), (2, 2, 1)) < 1, 2, 0).astype(np.uint8)
    brain = (scans(tumour(), 0)["FLAIR"].array != 0).astype(np.uint8)
    assert displacement_of(tumour(), EDGES, {}) is None
    assert displacement_of(np.roll(small, 4, 1), EDGES, scans(small, 0)) is None
    assert displacement_of(np.roll(brain, 4, 1), EDGES, scans(tumour(), 0)) is None


def test_what_is_said_names_the_sequences_and_how_far():
    noticed_since_last()
    found = displacement_of(np.roll(tumour(), 3, 1), EDGES, scans(tumour(), 20, ("T2", "FLAIR")))
    assert notice_moved_masks([("P1", Path("P1_segm.nii.gz"), found), ("P2", Path("P2_segm.nii.gz"), None)]) == {"P1"}
    ((patient, file, what),) = noticed_since_last()
    assert (patient, file) == ("P1", "P1_segm.nii.gz") and "\n" not in what
    assert what.startswith("the mask fits T2 and FLAIR better where it is moved by about 12 mm front–back (")


def test_sides_that_are_exchanged_explain_more_than_a_displacement_that_is_the_same():
    found = displacement_of(np.roll(tumour(), 3, 1), EDGES, scans(tumour(), 20))
    assert found.is_better_than(0.0) and not found.is_better_than(found.there)
