import numpy as np
import pandas as pd
import pytest
import torch

from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError
from radiogenomics.images.volume import read_volume
from radiogenomics.networks.registry import model_settings
from radiogenomics.segmentation.masks import read_predicted
from radiogenomics.segmentation.postprocessing import ARGMAX, CLEAN_UP, THRESHOLD
from radiogenomics.segmentation.predicted_masks import ELSEWHERE, masks_to_score
from radiogenomics.segmentation.predictions import Segmentation, predicted_patients
from radiogenomics.segmentation.scoring import score_masks
from radiogenomics.segmentation.settings import InferenceSettings, PostprocessingSettings, PreparationSettings
from radiogenomics.segmentation.shown import chosen_patients, shown_patients, voxel_mm3

SPLITS = pd.DataFrame(
    {
        "patient_id": ["P0", "P1", "P2", "P0"],
        "group": ["s", "s", "s", "other"],
        "subset": ["train", "train", "test", "test"],
        "fold": [0, 1, None, None],
    }
)


@pytest.fixture
def cohort(write_volume) -> pd.DataFrame:
    """Three patients with a tumour of three regions and one scan, on a grid that is turned and away from the origin."""
    random, rows = np.random.default_rng(0), []
    for number in range(3):
        mask = np.zeros((12, 16, 20), np.uint8)
        mask[2:9, 3:12, 4:14], mask[3:8, 4:10, 5:12], mask[4:6, 5:8, 6:9] = 2, 4, 1
        scan = (random.uniform(10, 20, mask.shape) + 40 * (mask == 4)).astype(np.float32)
        paths = {
            "path_T1GD": write_volume(scan, f"P{number}_T1GD"),
            "path_corrected": write_volume(mask, f"P{number}_m"),
        }
        row = {"patient_id": f"P{number}", "included": True, "path_automatic": ""}
        rows.append(row | {name: str(path) for name, path in paths.items()})
    return pd.DataFrame(rows)


@pytest.fixture
def predicted(cohort, tmp_path):
    def load():
        torch.manual_seed(0)
        return model_settings({"network": "segresnet", "filters": 8, "blocks_down": (1, 1)}, "S").build(1)

    applied = Segmentation(
        cohort,
        PreparationSettings(sequences=["T1GD"]),
        InferenceSettings(window=None),
        PostprocessingSettings(smallest_component=1000),
        "corrected",
        tmp_path / "masks",
        compute_on("cpu"),
    )
    return applied.run([(0, load), (1, load)], SPLITS, "s")


def test_a_network_predicts_who_validates_in_its_fold_and_all_test_patients():
    assert predicted_patients(SPLITS, "s", 1).to_numpy().tolist() == [["P2", "test"], ["P1", "validation"]]


def test_masks_lie_on_their_scans_and_every_step_of_the_clean_up_is_scored(predicted, cohort):
    masks, steps = predicted
    assert list(zip(masks["fold"], masks["patient_id"], strict=True)) == [(0, "P2"), (0, "P0"), (1, "P2"), (1, "P1")]
    for row in masks.itertuples():
        scan = read_volume(cohort.set_index("patient_id").loc[row.patient_id, "path_T1GD"])
        assert set(np.unique(read_predicted(row.path, scan).array)) <= {0, 1, 2, 4}
    assert set(steps["patient_id"]) == {"P2"} and set(steps["fold"]) == {0, 1}
    assert list(steps["step"].unique()) == [ARGMAX, THRESHOLD, CLEAN_UP]
    # Nothing is as large as a thousand voxels but the whole of a map that is tumour nearly everywhere.
    of_steps = steps[steps["region"] == "ED"].set_index(["fold", "step"])["value"]
    assert of_steps[0, ARGMAX] == of_steps[0, THRESHOLD]


def test_scores_are_of_test_patients_by_networks_and_by_masks_made_elsewhere(predicted, cohort, tmp_path):
    truth = read_predicted(cohort["path_corrected"][2], read_volume(cohort["path_T1GD"][2]))
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "P2.nii.gz").write_bytes(truth.path.read_bytes())
    external = {"nnunet": {"folder": str(folder), "convention": "brats"}}
    masks = masks_to_score({"net": predicted[0]}, external, ["P2"])
    assert [(mask.model, mask.fold) for mask in masks] == [("net", 0), ("net", 1), ("nnunet", ELSEWHERE)]
    scores = score_masks(masks, cohort, "corrected", "study")
    perfect = scores[(scores["model"] == "nnunet") & (scores["metric"] == "Dice")]
    assert set(scores["patient_id"]) == {"P2"} and (perfect["value"] == 1).all()
    assert voxel_mm3(cohort, "corrected") == pytest.approx(6)
    shown = shown_patients(scores, masks, cohort, "corrected", "T1GD", {"net": "Net", "nnunet": "nnU-Net"}, 3)
    assert [patient.patient_id for patient in shown] == ["P2"]
    assert list(shown[0].predictions) == ["Net", "nnU-Net"]
    np.testing.assert_array_equal(shown[0].predictions["nnU-Net"], shown[0].truth)
    with pytest.raises(InputError, match=r"patient P9: no .*P9"):
        masks_to_score({}, external, ["P2", "P9"])


def test_shown_patients_reach_from_the_best_to_the_worst(scores):
    shown = chosen_patients(scores, 3)
    assert len(shown) == 3 and len(chosen_patients(scores, 99)) == 12
    good = scores[
        (scores["model"] == "good") & scores["region"].isin(["NCR", "ED", "ET"]) & (scores["metric"] == "Dice")
    ]
    means = good.groupby("patient_id")["value"].mean()
    assert means[shown[0]] == means.max() and means[shown[-1]] == means.min()
