"""The smallest real run of a segmentation study, from simulated patients to its page."""

import json

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
from radiogenomics.segmentation.arrays import LEFT_OUT
from radiogenomics.segmentation.names import DICE, HAUSDORFF

TINY = "tests/workflow/segmentation_tiny.yaml"
FIRST = "results/segmentation/masks/segresnet.csv"
LAST = (
    "results/segmentation/report.html",
    "results/radiomics/before_training/leakage.json",
    "results/slices/before_training/leakage.json",
)


@pytest.fixture(scope="session")
def study(repository, workflow_class, tmp_path_factory):
    """Folder of the finished study, which also judges masks from elsewhere. Tests must not change it."""
    folder = tmp_path_factory.mktemp("segmentation")
    elsewhere = folder / "masks_from_elsewhere"
    elsewhere.mkdir()
    workflow = workflow_class(repository, folder, TINY)
    for targets in ((FIRST,), LAST):
        done = workflow.run(*targets)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        if not any(elsewhere.iterdir()):
            write_truths_as_nnunet_does(folder, elsewhere)
    return folder / "results" / "segmentation"


def write_truths_as_nnunet_does(folder, elsewhere):
    """Masks of the test patients, with nnU-Net's numbers: the true ones."""
    splits = pd.read_csv(folder / "results/segmentation/splits.csv")
    cohort = pd.read_csv(folder / "results/segmentation/cohort.csv").set_index("patient_id")
    for patient in splits.loc[splits["subset"] == "test", "patient_id"]:
        truth = nib.load(folder / cohort.loc[patient, "path_corrected"])
        labels = np.asarray(truth.dataobj)
        numbers = np.select([labels == 2, labels == 1, labels == 4], [1, 2, 3]).astype(np.uint8)
        nib.save(nib.Nifti1Image(numbers, truth.affine), elsewhere / f"{patient}.nii.gz")


def test_every_test_patient_is_scored_by_every_network(study):
    splits = pd.read_csv(study / "splits.csv")
    tested = set(splits.loc[splits["subset"] == "test", "patient_id"])
    scores = pd.read_csv(study / "region_scores.csv")
    assert {model: set(rows["patient_id"]) for model, rows in scores.groupby("model")} == {
        "segresnet": tested,
        "unet25d": tested,
        "elsewhere": tested,
    }
    assert scores["value"].notna().all() and set(scores["patients"]) == {"simulated"}


def test_masks_overlay_their_scans(study):
    cohort = pd.read_csv(study / "cohort.csv").query("included").set_index("patient_id")
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


def test_masks_from_elsewhere_are_one_more_model(study):
    scores = pd.read_csv(study / "region_scores.csv").query("model == 'elsewhere'")
    assert (scores.loc[scores["metric"] == DICE, "value"] == 1).all()
    assert (scores.loc[scores["metric"] == HAUSDORFF, "value"] == 0).all()
    table = pd.read_csv(study / "tables" / "region_scores.csv")
    assert "Masks from elsewhere" in table.to_string()
    assert "Masks from elsewhere" in pd.read_csv(study / "tables" / "region_tests.csv").to_string()


def test_small_tumours_are_a_row_of_the_selection(study):
    flow = pd.read_csv(study / "training_flow.csv")
    remarks = pd.read_csv(study / "prepared" / "slices_remarks.csv")
    small = remarks.loc[remarks["reason"] == LEFT_OUT, "patient_id"]
    row = flow.iloc[-1]
    assert row["step"] == "tumour large enough to train 2.5-D U-Net" and 0 < len(small) < row["n_before"]
    assert row["n_before"] - row["n_after"] == len(small)
    steps = read_fitted(study.glob("training/unet25d/*/*/fitted.json"))
    assert len(steps) == 2 and all(step.patients for step in steps)
    assert not {patient for step in steps for patient in step.patients} & set(small)


@pytest.mark.parametrize("name", ["radiomics", "slices"])
def test_studies_read_masks_of_networks_that_were_not_trained_on_the_patient(study, name):
    cohort = pd.read_csv(study.parent / name / "cohort.csv").query("included").set_index("patient_id")
    masks = pd.read_csv(study / "predicted" / "segresnet.csv")
    assert set(cohort["path_predicted"]) <= set(masks["path"]) and set(cohort["label_convention"]) == {"brats"}
    steps = read_fitted(sorted(study.glob("training/segresnet/*/*/fitted.json")))
    trained = {step.fold: set(step.patients) for step in steps}
    assert set(trained) == {0, 1}
    for row in masks.itertuples():
        assert row.patient_id not in trained[row.fold]
    gate = json.loads((study.parent / name / "before_training" / "leakage.json").read_text())
    check = next(check for check in gate["checks"] if check["name"] == "predicted_masks")
    assert check["examined"] == f"patients: {len(cohort)}; networks: 2" and not check["found"]


def test_an_exported_network_gives_the_masks_of_the_study(study, repository, program, tmp_path):
    config = ["--configfile", repository / TINY, "--study", "segmentation", "--model", "segresnet"]
    done = program(study.parents[1], "export", *config, "--out", tmp_path / "model")
    assert done.returncode == 0, done.stderr
    masks = pd.read_csv(study / "masks" / "segresnet.csv").query("subset == 'test'")
    patient = masks["patient_id"].iloc[0]
    scans = pd.read_csv(study / "cohort.csv").query("included").set_index("patient_id").loc[patient]
    paths = {name: study.parents[1] / scans[f"path_{name}"] for name in ("T1", "T1GD", "T2", "FLAIR")}
    given = [argument for name, path in paths.items() for argument in (f"--{name.lower()}", path)]
    done = program(tmp_path, "predict", "--model", "model", "--patient", patient, *given, "--out", "out")
    assert done.returncode == 0, done.stderr
    found, expected = (
        nib.load(path)
        for path in (tmp_path / f"out/masks/{patient}.nii.gz", study / f"predicted/segresnet/{patient}.nii.gz")
    )
    voxels = np.asarray(found.dataobj)
    assert np.array_equal(voxels, np.asarray(expected.dataobj)) and voxels.any()
    np.testing.assert_allclose(found.affine, nib.load(paths["FLAIR"]).affine)
    written = json.loads((tmp_path / "out" / "predictions.json").read_text())
    volumes = pd.DataFrame(written["networks"]).query("region == 'whole tumour'").set_index("fold")["volume_ml"]
    for row in masks[masks["patient_id"] == patient].itertuples():
        voxels = np.count_nonzero(nib.load(study.parents[1] / row.path).dataobj)
        assert volumes[row.fold] == pytest.approx(voxels * 6.0**3 / 1000)
    page = (tmp_path / "out" / "predictions.html").read_text()
    assert "Research tool" in page and "data:image/png;base64" in page and "simulated" in page


def test_slices_are_those_with_most_of_the_predicted_tumour(study):
    cohort = pd.read_csv(study.parent / "slices" / "cohort.csv").query("included").set_index("patient_id")
    index = pd.read_csv(study.parent / "slices" / "slices" / "FLAIR.csv")
    for row in index.itertuples():
        mask = np.asarray(nib.load(study.parents[1] / cohort.loc[row.patient_id, "path_predicted"]).dataobj)
        per_slice = np.count_nonzero(mask, axis=(0, 1))
        assert per_slice[row.slice] == per_slice.max() and row.mask == cohort.loc[row.patient_id, "path_predicted"]
