"""Exported segmentation networks give the study's own masks, on the patient's own grid."""

from pathlib import Path

import nibabel as nib
import numpy as np
import pandas as pd
import pytest
import SimpleITK
import torch

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.masks import MaskForm
from radiogenomics.bundles.results import write_results
from radiogenomics.checking.patients import MASK, Patient
from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError
from radiogenomics.images.volume import read_mask
from radiogenomics.networks.registry import model_settings
from radiogenomics.segmentation.arrays import write_prepared
from radiogenomics.segmentation.cross_fitting import CrossFitting
from radiogenomics.segmentation.settings import InferenceSettings, PostprocessingSettings, PreparationSettings
from radiogenomics.training.trained import save_trained

SEQUENCES = ["FLAIR", "T1GD"]
SPLITS = pd.DataFrame({"patient_id": ["P0", "P1", "P2"], "group": "g", "subset": "train", "fold": [0, 1, 0]})
NETWORKS = {
    "segresnet": {"network": "segresnet", "filters": 8, "blocks_down": (1, 1)},
    "unet25d": {"network": "unet25d", "filters": (4, 4, 4, 4, 4, 4)},
    "unet3d": {"network": "unet3d", "filters": (4, 4, 4, 4, 4, 4)},
}
# To the right, to the front and upwards, as many NIfTI files are stored.
FLIPPED = (-1.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 1.0)


def write(array, path, spacing=(3.0, 2.0, 1.0)):
    image = SimpleITK.GetImageFromArray(array)
    image.SetSpacing(spacing)
    image.SetOrigin((-7.0, 11.0, 13.0))
    image.SetDirection(FLIPPED)
    SimpleITK.WriteImage(image, str(path))
    return str(path)


@pytest.fixture(scope="module")
def cohort(tmp_path_factory):
    """Three training patients with two scans and a segmentation each."""
    folder, random, rows = tmp_path_factory.mktemp("scans"), np.random.default_rng(0), []
    labels = np.zeros((32, 32, 32), np.uint8)
    labels[8:20, 8:20, 8:20], labels[10:14, 10:14, 10:14], labels[14:18, 10:14, 10:14] = 2, 1, 4
    for patient in SPLITS["patient_id"]:
        row = {"patient_id": patient, "scan_id": patient, "included": True, "exclusion_reason": ""}
        row |= {"path_corrected": write(labels, folder / f"{patient}_segm.nii.gz")}
        for name in SEQUENCES:
            scan = random.uniform(50, 100, labels.shape).astype(np.float32) + 40 * (labels > 0)
            scan[:4] = 0
            row |= {f"path_{name}": write(scan, folder / f"{patient}_{name}.nii.gz"), f"has_{name}": True}
        rows.append(row)
    return pd.DataFrame(rows)


@pytest.fixture
def exported(cohort, tmp_path):
    """Function that writes networks of a kind as a bundle, and returns it with what applies them in the study."""

    def export(kind, **preparation):
        settings = PreparationSettings(sequences=SEQUENCES, **preparation)
        section = {**NETWORKS[kind], "initial_weights": "random"}
        networks = {}
        for fold in (0, 1):
            torch.manual_seed(fold)
            networks[fold] = model_settings(section, "S").build(len(SEQUENCES)).eval()
            save_trained(networks[fold], tmp_path / f"{fold}.pt")
        prepared = [tmp_path / name for name in ("images", "masks", "index.csv")]
        write_prepared(cohort, settings, "corrected", prepared, tmp_path / "remarks.csv")
        cohort.to_csv(tmp_path / "cohort.csv", index=False)
        SPLITS.to_csv(tmp_path / "splits.csv", index=False)
        files = {name: [tmp_path / f"{name}.csv"] for name in ("remarks", "cohort", "splits")}
        files |= {"initial": [], "searched": [], "weights": [tmp_path / f"{fold}.pt" for fold in (0, 1)]}
        how = InferenceSettings(window=None), PostprocessingSettings(smallest_component=3)
        description = {
            **{"study": "s", "title": "A study", "model_title": "S", "ensemble_title": "FLAIR, T1GD", "folds": 2},
            **{"label": {"name": "regions of gliomas", "classes": []}, "simulated": True, "form": "masks"},
            **{"model": section, "searched": [], "inputs": {"g": {"share": 1.0, "channels": SEQUENCES}}, "group": "g"},
            **{name: part.model_dump() for name, part in zip(("inference", "postprocessing"), how, strict=True)},
            "preparation": settings.model_dump(),
        }
        found = MaskForm().write({**files, "prepared": prepared}, description, 1, tmp_path / "model")
        bundle = Bundle(tmp_path / "model", {**description, **found.description}, [], dict(found.training))
        return bundle, CrossFitting(networks, settings, *how, tmp_path / "own", compute_on("cpu"))

    return export


def patient_of(cohort, row=0, **other):
    files = {name: Path(cohort.loc[row, f"path_{name}"]) for name in SEQUENCES}
    return Patient(cohort.loc[row, "patient_id"], {**files, **other})


def ask(bundle, patient, convention=None):
    return MaskForm().predict(bundle, patient, compute_on("cpu"), convention)


@pytest.mark.parametrize("kind", NETWORKS)
def test_every_network_gives_the_masks_of_the_study_on_the_grid_of_the_scan(kind, exported, cohort, tmp_path):
    bundle, own = exported(kind)
    table = own.run(cohort, {"P0": [0, 1]})
    outcome = ask(bundle, patient_of(cohort))
    said = MaskForm.result.summary(bundle, "P0", outcome)
    write_results(bundle, [said], [outcome], {}, tmp_path / "out")
    written, expected = (nib.load(path) for path in (tmp_path / "out" / said["mask"], table.loc[0, "path"]))
    np.testing.assert_array_equal(np.asarray(written.dataobj), np.asarray(expected.dataobj))
    np.testing.assert_allclose(written.affine, nib.load(cohort.loc[0, "path_FLAIR"]).affine, atol=1e-5)
    numbers = np.asarray(expected.dataobj)
    assert len(np.unique(numbers)) > 1
    # Voxels of 3×2×1 mm.
    assert said["volume_ml"]["ED"] == pytest.approx(0.006 * np.count_nonzero(numbers == 2))
    assert said["volume_ml"]["whole tumour"] == pytest.approx(0.006 * np.count_nonzero(numbers))
    alone = [own.run(cohort, {"P0": [fold]}).loc[0, "voxels"] * 0.006 for fold in (0, 1)]
    assert said["lowest_fold_ml"]["whole tumour"] == pytest.approx(min(alone), rel=1e-3)
    assert said["highest_fold_ml"]["whole tumour"] == pytest.approx(max(alone), rel=1e-3)


def test_training_patients_have_their_own_percentiles_and_other_grey_levels_are_unlike_them(exported, cohort, tmp_path):
    bundle, _ = exported("segresnet", intensities="maximum")
    found = [ask(bundle, patient_of(cohort, row)).distances["FLAIR"] for row in range(3)]
    assert sorted(found) == pytest.approx([0, 100 / 3, 200 / 3])
    # The patient who is most like the others, with other grey levels.
    row = int(np.argmin(found))
    scan = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(cohort.loc[row, "path_FLAIR"]))
    other = Path(write(np.where(scan > 0, 1 + scan**8 / 1e12, 0).astype(np.float32), tmp_path / "other.nii.gz"))
    outcome = ask(bundle, patient_of(cohort, row, FLAIR=other))
    assert "FLAIR" in MaskForm.result.summary(bundle, "P0", outcome)["unlike_training"]


def test_the_numbers_of_the_file_are_of_the_convention_that_was_asked_for(exported, cohort, tmp_path):
    bundle, _ = exported("segresnet")
    outcome = ask(bundle, patient_of(cohort), "brats2023")
    said = MaskForm.result.summary(bundle, "P0", outcome)
    write_results(bundle, [said], [outcome], {}, tmp_path / "out")
    mask = read_mask(tmp_path / "out" / said["mask"], "P0", "brats2023")
    np.testing.assert_array_equal(mask.array, outcome.mask.array)
    with pytest.raises(InputError, match="whole_tumour has no regions; use brats or brats2023"):
        ask(bundle, patient_of(cohort), "whole_tumour")


def test_what_the_patient_lacks_or_has_otherwise_is_said_in_one_line(exported, cohort, tmp_path):
    bundle, _ = exported("segresnet")
    flair, t1gd = (Path(cohort.loc[0, f"path_{name}"]) for name in SEQUENCES)
    with pytest.raises(InputError, match="patient P1: the model needs T1GD; give it"):
        ask(bundle, Patient("P1", {"FLAIR": flair}))
    with pytest.raises(InputError, match=r"patient P1: T2 is no sequence of this model.* trained on FLAIR, T1GD"):
        ask(bundle, Patient("P1", {"FLAIR": flair, "T1GD": t1gd, "T2": t1gd}))
    scan = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(flair)))
    coarse = Path(write(scan, tmp_path / "coarse.nii.gz", spacing=(6.0, 4.0, 2.0)))
    with pytest.raises(InputError, match=r"6×4×2 mm.* the model was trained on .* 3×2×1 mm"):
        ask(bundle, Patient("P1", {"FLAIR": coarse, "T1GD": coarse}))
    assert ask(bundle, patient_of(cohort, **{MASK: flair})).not_read == [MASK]


def test_scans_of_another_size_are_segmented_unless_the_network_sees_a_fixed_window(exported, cohort, tmp_path):
    smaller = {}
    for name in SEQUENCES:
        scan = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(cohort.loc[0, f"path_{name}"]))
        smaller[name] = Path(write(scan[:, :28], tmp_path / f"smaller_{name}.nii.gz"))
    bundle, _ = exported("segresnet")
    assert ask(bundle, patient_of(cohort, **smaller)).mask.array.shape == (32, 28, 32)
    fixed, _ = exported("segresnet", window=((4, 28), (0, 24), (0, 32)))
    assert "any other number of voxels" not in MaskForm().asked_of(fixed.description)
    with pytest.raises(InputError, match=r"32×28×32 voxels .* register the scan first"):
        ask(fixed, patient_of(cohort, **smaller))
