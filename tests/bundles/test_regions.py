"""How a segmentation is summed up, written and shown."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.card import model_card
from radiogenomics.bundles.masks import MaskForm
from radiogenomics.bundles.metadata import metadata
from radiogenomics.bundles.regions import MaskOutcome, Regions
from radiogenomics.bundles.results import write_results
from radiogenomics.images.volume import Volume
from radiogenomics.segmentation.outline_figure import shown_slices

DESCRIPTION = {
    **{"study": "s", "title": "A study of <regions>", "form": "masks", "model_title": "SegResNet", "folds": 2},
    **{"ensemble_title": "FLAIR", "label": {"name": "regions of gliomas", "classes": []}, "simulated": True},
    **{"inputs": {"g": {"share": 1.0, "channels": ["FLAIR"]}}, "inference": {"window": None}},
    **{"preparation": {"window": None, "sequences": ["FLAIR"], "intensities": "z_score"}},
    **{"scan_shape": [4, 6, 8], "scan_spacing": [1.0, 1.0, 1.0]},
}
BUNDLE = Bundle(Path("model"), DESCRIPTION, [], {})
IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


def outcome(labels, **further):
    scan = Volume(np.ones(labels.shape, np.float32), (2.0, 5.0, 10.0), (0.0, 0.0, 0.0), IDENTITY, Path("f.nii.gz"))
    rows = [
        {"input": "g", "fold": fold, "patient_id": "P1", "region": region, "volume_ml": volume + fold}
        for fold in (0, 1)
        for region, volume in (("NCR", 0), ("ED", 1), ("ET", 2), ("whole tumour", 3))
    ]
    mask = Volume(labels, scan.spacing, scan.origin, scan.direction, scan.path)
    shown = shown_slices({"FLAIR": scan}, labels)
    return MaskOutcome(pd.DataFrame(rows), {"FLAIR": 97.0}, mask=mask, shown=shown, **further)


@pytest.fixture
def labels():
    labels = np.zeros((4, 6, 8), np.uint8)
    labels[2, 1:4, 2:6], labels[2, 2, 3] = 2, 4
    labels[1, 2, 3] = 1
    return labels


def test_volumes_are_in_ml_with_the_range_of_the_folds(labels):
    said = Regions().summary(BUNDLE, "P1", outcome(labels))
    # A voxel of 2×5×10 mm is a tenth of a ml.
    assert said["volume_ml"] == pytest.approx({"NCR": 0.1, "ED": 1.1, "ET": 0.1, "whole tumour": 1.3})
    assert said["lowest_fold_ml"]["ED"] == 1 and said["highest_fold_ml"]["ED"] == 2
    assert said["unlike_training"] == ["FLAIR"] and Regions().line(said) == "P1: whole tumour 1.3 ml"
    row = Regions().row(said)
    assert row["volume_ml_whole_tumour"] == pytest.approx(1.3) and row["mask"] == "masks/P1.nii.gz"
    assert not any(isinstance(value, list | dict) for value in row.values())


def test_a_scan_without_tumour_is_called_so_and_drawn_through_its_fullest_slice(labels):
    empty = np.zeros_like(labels)
    said = Regions().summary(BUNDLE, "P1", outcome(empty))
    assert said["volume_ml"]["whole tumour"] == 0 and Regions().line(said) == "P1: no tumour found"


def test_the_slice_with_most_tumour_is_kept_for_the_picture(labels):
    scans, part, z = outcome(labels).shown
    assert z == 2 and part.shape == (1, 6, 8) and scans["FLAIR"].array.shape == (1, 6, 8)
    np.testing.assert_array_equal(part[0], labels[2])


def test_the_page_shows_volumes_and_the_outline_and_needs_no_other_file(labels, tmp_path):
    found = [outcome(labels, not_read=["mask"])]
    said = [Regions().summary(BUNDLE, "P1", found[0])]
    write_results(BUNDLE, said, found, {"P2": "patient P2: the model needs T2; give it"}, tmp_path)
    page = (tmp_path / "predictions.html").read_text()
    for text in ("Research tool", "1.30", "data:image/png;base64", "outlines of the predicted regions", "97"):
        assert text in page, text
    assert "trained on simulated patients" in page and "A segmentation that was given of P1 is not read" in page
    assert "patient P2: the model needs T2" in page and "<regions>" not in page and "robability" not in page
    assert (tmp_path / "pictures" / "P1.png").stat().st_size > 1000
    table = pd.read_csv(tmp_path / "predictions.csv")
    assert table.loc[0, "volume_ml_ET"] == pytest.approx(0.1)


def test_the_card_and_the_metadata_say_what_a_mask_holds():
    card = model_card(DESCRIPTION, [], MaskForm())
    for text in ("Segments the tumour", "4: enhancing tumour", "No segmentation", "--scan FLAIR=FILE", "SIMULATED"):
        assert text in card, text
    assert "Threshold" not in card and "probability of" not in card
    found = metadata(DESCRIPTION, MaskForm())
    assert found["task"] == "segmentation of regions of gliomas"
    outputs = found["network_data_format"]["outputs"]["pred"]
    assert outputs["channel_def"]["4"].startswith("enhancing") and outputs["format"] == "segmentation"
    assert found["network_data_format"]["inputs"]["image"]["spatial_shape"] == ["*", "*", "*"]
