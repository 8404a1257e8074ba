"""The smallest real run of a segmentation study, from simulated patients to its page."""

import nibabel as nib
import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.leakage.findings import stop_on_leaks
from radiogenomics.leakage.prediction_checks import prediction_checks
from radiogenomics.leakage.reading import read_all, read_patients
from radiogenomics.leakage.records import read_fitted
from radiogenomics.leakage.roles import Roles

TINY = "tests/workflow/segmentation_tiny.yaml"


@pytest.fixture(scope="session")
def study(repository, workflow_class, tmp_path_factory):
    """Folder of the finished study. Tests must not change it."""
    folder = tmp_path_factory.mktemp("segmentation")
    done = workflow_class(repository, folder, TINY).run()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return folder / "results" / "segmentation"


def test_every_test_patient_is_scored_by_every_network(study):
    splits = pd.read_csv(study / "splits.csv")
    tested = set(splits.loc[splits["subset"] == "test", "patient_id"])
    scores = pd.read_csv(study / "region_scores.csv")
    assert {model: set(rows["patient_id"]) for model, rows in scores.groupby("model")} == {
        "segresnet": tested,
        "unet25d": tested,
    }
    assert scores["value"].notna().all() and set(scores["patients"]) == {"simulated"}


def test_masks_overlay_their_scans(study):
    cohort = pd.read_csv(study / "cohort.csv").set_index("patient_id")
    masks = pd.read_csv(study / "masks" / "segresnet.csv")
    assert set(masks["subset"]) == {"test", "validation"}
    for row in masks.itertuples():
        scan = nib.load(study.parents[1] / cohort.loc[row.patient_id, "path_FLAIR"])
        mask = nib.load(study.parents[1] / row.path)
        assert mask.shape == scan.shape
        np.testing.assert_allclose(mask.affine, scan.affine)


def test_a_mask_of_a_networks_own_training_patient_is_a_leak(study):
    steps = read_fitted(sorted(study.glob("training/*/*/*/fitted.json")))
    roles, groups = Roles(read_patients(study / "splits.csv")), {"structural": "structural"}
    masks = read_all([study / "masks" / "segresnet.csv", study / "masks" / "unet25d.csv"])
    person = {patient: patient for patient in roles.patients}
    stop_on_leaks(prediction_checks(masks, steps, roles, groups, person), "as it is")
    seen = next(step for step in steps if step.model == "segresnet").patients[0]
    leaked = masks.iloc[:1].assign(patient_id=seen, subset="validation")
    with pytest.raises(InputError, match=seen):
        stop_on_leaks(prediction_checks(pd.concat([masks, leaked]), steps, roles, groups, person), "with a leak")


def test_the_page_shows_what_was_scored_and_says_that_patients_are_simulated(study):
    page = (study / "report.html").read_text()
    for text in ("Highest mean Dice", "SIMULATED", "SegResNet, published", "HD95 TC, mm", "True and predicted regions"):
        assert text in page, text
    assert "Better than chance?" not in page and "AUC" not in page.split("Checklists and model cards")[0]
