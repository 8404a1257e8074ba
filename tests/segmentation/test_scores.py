import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from monai.metrics import compute_dice
from scipy.ndimage import binary_erosion
from scipy.spatial.distance import cdist

from radiogenomics.errors import InputError
from radiogenomics.segmentation.scores import COLUMNS, DICE, HAUSDORFF, REGIONS, region_scores, score_labels

SPACING = (2.5, 0.5, 1.25)
masks = arrays(np.uint8, (4, 5, 6), elements=st.sampled_from([0, 0, 0, 1, 2, 4]))


def value(table, region: str, metric: str = DICE) -> float:
    return table.set_index(["region", "metric"]).loc[(region, metric), "value"]


def status(table, region: str) -> str:
    (found,) = set(table.loc[table["region"] == region, "status"])
    return found


def surface_distance(first: np.ndarray, second: np.ndarray, spacing) -> float:
    """95 % Hausdorff distance, from the distances between all pairs of surface voxels."""
    surfaces = [np.argwhere(region & ~binary_erosion(region)) * spacing for region in (first, second)]
    pairs = cdist(*surfaces)
    return max(np.percentile(pairs.min(axis=axis), 95) for axis in (0, 1))


@settings(max_examples=40, deadline=None)
@given(truth=masks, predicted=masks)
def test_scores_are_those_of_their_definitions(truth, predicted):
    table = score_labels(truth, predicted, SPACING)
    for region, labels in REGIONS.items():
        first, second = np.isin(truth, labels), np.isin(predicted, labels)
        expected = compute_dice(torch.tensor(second)[None, None], torch.tensor(first)[None, None], ignore_empty=False)
        assert value(table, region) == pytest.approx(float(expected), abs=1e-6)
        if region != "background" and first.any() and second.any():
            distance = surface_distance(first, second, SPACING)
            assert value(table, region, HAUSDORFF) == pytest.approx(distance, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize(("axis", "edge"), list(enumerate(SPACING)))
def test_a_shifted_cube_is_as_far_as_its_shift_in_mm(axis, edge):
    truth = np.zeros((20, 20, 20), np.uint8)
    truth[5:10, 5:10, 5:10] = 4
    table = score_labels(truth, np.roll(truth, 4, axis), SPACING)
    assert value(table, "ET", HAUSDORFF) == pytest.approx(4 * edge)
    assert value(table, "ET") == pytest.approx(1 / 5)


def test_a_region_at_the_volumes_edge_has_a_surface_there():
    truth = np.zeros((6, 6, 6), np.uint8)
    truth[:3] = 2
    table = score_labels(truth, np.flip(truth, 0), (1, 1, 1))
    assert value(table, "ED", HAUSDORFF) == pytest.approx(surface_distance(truth == 2, np.flip(truth, 0) == 2, 1))


def test_regions_are_unions_of_labels():
    truth = np.array([[[0, 1, 2, 4, 4, 2]]], np.uint8)
    predicted = np.array([[[0, 4, 2, 1, 4, 0]]], np.uint8)
    table = score_labels(truth, predicted, (1, 1, 1))
    expected = {"NCR": 0, "ED": 2 / 3, "ET": 1 / 2, "tumour core": 1, "whole tumour": 8 / 9, "background": 2 / 3}
    assert {region: value(table, region) for region in REGIONS} == pytest.approx(expected)
    sizes = table.drop_duplicates("region").set_index("region")[["n_voxels_truth", "n_voxels_predicted"]]
    assert sizes.loc["whole tumour"].tolist() == [5, 4]


def test_empty_regions_have_a_value_and_a_status():
    truth, predicted = np.zeros((3, 4, 12), np.uint8), np.zeros((3, 4, 12), np.uint8)
    truth[1, 1, 1], predicted[1, 1, 2] = 1, 2
    table = score_labels(truth, predicted, (1, 1, 1))
    assert [status(table, region) for region in ("NCR", "ED", "ET", "whole tumour")] == [
        *("empty prediction", "empty truth", "both empty", "measured")
    ]
    assert [value(table, region) for region in ("NCR", "ED", "ET")] == [0, 0, 1]
    diagonal = math.sqrt(9 + 16 + 144)
    assert [value(table, region, HAUSDORFF) for region in ("NCR", "ED", "ET")] == pytest.approx([diagonal, diagonal, 0])


def test_largest_distance_is_that_of_brats():
    truth = np.zeros((155, 240, 240), np.uint8)
    truth[0, 0, 0] = 4
    assert value(score_labels(truth, np.zeros_like(truth), (1, 1, 1)), "ET", HAUSDORFF) == pytest.approx(
        373.1287, abs=1e-4
    )


def test_rows_carry_study_model_fold_and_patient_and_the_volumes_spacing(volume):
    truth = np.zeros((8, 8, 8), np.uint8)
    truth[2:4, 2:4, 2:4] = 1
    spacing = SPACING[::-1]
    table = region_scores(volume(truth, spacing), volume(np.roll(truth, 1, 0), spacing), "study", "net", 2, "P1")
    assert tuple(table.columns) == COLUMNS
    assert len(table) == 2 * len(REGIONS) - 1
    assert table[["study", "model", "fold", "patient_id"]].drop_duplicates().to_numpy().tolist() == [
        ["study", "net", 2, "P1"]
    ]
    assert value(table, "NCR", HAUSDORFF) == pytest.approx(2.5)


def test_a_mask_on_another_grid_is_refused(volume):
    labels = np.ones((4, 4, 4), np.uint8)
    with pytest.raises(InputError, match=r"patient P1: other.nii: origin 1, 0, 5 but .* resample the mask"):
        true, other = (
            volume(labels, origin=(1.0, 0.0, z), name=name) for z, name in ((0.0, "true.nii"), (5.0, "other.nii"))
        )
        region_scores(true, other, "s", "m", 0, "P1")
    with pytest.raises(InputError, match="2×4×4 predicted voxels but 4×4×4 true ones"):
        score_labels(labels, labels[:2], (1, 1, 1))
