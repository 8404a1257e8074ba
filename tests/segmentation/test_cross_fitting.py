import numpy as np
import pandas as pd
import pytest
import torch

from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError
from radiogenomics.images.volume import read_volume
from radiogenomics.networks.registry import model_settings
from radiogenomics.segmentation.cross_fitting import CrossFitting, folds_of_patients, segmentable
from radiogenomics.segmentation.masks import read_predicted
from radiogenomics.segmentation.settings import InferenceSettings, PostprocessingSettings, PreparationSettings

SPLITS = pd.DataFrame(
    {"patient_id": ["P0", "P1", "P2", "P9"], "subset": ["train", "train", "test", "unused"], "fold": [0, 1, None, None]}
)


@pytest.fixture
def cohort(write_volume) -> pd.DataFrame:
    """Two training patients, a test patient, one without a segmentation, one without a scan, and a follow-up scan."""
    random, rows = np.random.default_rng(0), []
    reasons = {"P0": "", "P1": "", "P2": "", "P3": "no corrected segmentation", "P4": "no corrected segmentation"}
    for number, (patient, reason) in enumerate(reasons.items()):
        scan = random.uniform(10, 20, (12, 16, 20)).astype(np.float32)
        row = {"patient_id": patient, "scan_id": f"{patient}_1", "included": not reason, "exclusion_reason": reason}
        rows.append({**row, "has_T1GD": patient != "P4", "path_T1GD": str(write_volume(scan, f"scan{number}"))})
    follow_up = {**rows[0], "scan_id": "P0_2", "included": False, "exclusion_reason": "follow-up scan"}
    return pd.DataFrame([*rows, follow_up])


def network(seed: int):
    torch.manual_seed(seed)
    return model_settings({"network": "segresnet", "filters": 8, "blocks_down": (1, 1)}, "S").build(1)


def fitted(folder, networks=(0, 1)) -> CrossFitting:
    settings = PreparationSettings(sequences=["T1GD"]), InferenceSettings(window=None), PostprocessingSettings()
    return CrossFitting(
        {fold: network(seed) for fold, seed in enumerate(networks)}, *settings, folder, compute_on("cpu")
    )


def test_who_trains_is_segmented_by_the_fold_that_left_him_out_and_all_others_by_every_fold(cohort):
    found = folds_of_patients(cohort, SPLITS, [0, 1], ["T1GD"], "corrected")
    assert found == {"P0": [0], "P1": [1], "P2": [0, 1], "P3": [0, 1]}


def test_a_patient_of_an_untrained_fold_is_refused(cohort):
    with pytest.raises(InputError, match="patient P1: every trained network was trained on this patient"):
        folds_of_patients(cohort, SPLITS, [0], ["T1GD"], "corrected")


def test_masks_lie_on_their_scans_and_every_network_has_its_row(cohort, tmp_path):
    folds = folds_of_patients(cohort, SPLITS, [0, 1], ["T1GD"], "corrected")
    masks = fitted(tmp_path / "masks").run(segmentable(cohort, "corrected"), folds)
    rows = list(zip(masks["patient_id"], masks["fold"], strict=True))
    assert rows == [("P0", 0), ("P1", 1), ("P2", 0), ("P2", 1), ("P3", 0), ("P3", 1)]
    assert masks["scan_id"].tolist()[0] == "P0_1"
    scans = cohort.drop_duplicates("patient_id").set_index("patient_id")["path_T1GD"]
    for row in masks.itertuples():
        predicted = read_predicted(row.path, read_volume(scans[row.patient_id])).array
        assert np.count_nonzero(predicted) == row.voxels


def test_probabilities_are_averaged_over_folds(cohort, tmp_path):
    rows = segmentable(cohort, "corrected")
    alone = [fitted(tmp_path / str(seed), [seed]).run(rows, {"P2": [0]}) for seed in (0, 1)]
    both = fitted(tmp_path / "both").run(rows, {"P2": [0, 1]})
    twice = fitted(tmp_path / "twice", (1, 1)).run(rows, {"P2": [0, 1]})
    assert alone[0]["sha256"][0] != alone[1]["sha256"][0]
    assert both["sha256"].nunique() == 1 and both["sha256"][0] not in {table["sha256"][0] for table in alone}
    assert twice["sha256"][0] == alone[1]["sha256"][0]
