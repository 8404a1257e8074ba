import os

import nibabel as nib
import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.simulation.archive import simulate_archive
from radiogenomics.cohorts.simulation.grid import Grid
from radiogenomics.cohorts.simulation.patient import simulate_patient
from radiogenomics.cohorts.simulation.roster import enrol
from radiogenomics.errors import InputError
from radiogenomics.files import sha256_of


def checksums(folder):
    return {str(path.relative_to(folder)): sha256_of(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def images(folder):
    return {name: checksum for name, checksum in checksums(folder).items() if name.endswith(".nii.gz")}


def test_layout_is_the_archives_with_its_traps(archive, settings):
    root = archive / "UPENN-GBM" / "NIfTI-files"
    for scan in enrol(settings, 7):
        paths = {
            root / "images_structural" / scan.scan_id / f"{scan.scan_id}_T1GD.nii.gz": True,
            root / "images_DTI" / "images_DTI" / scan.scan_id / f"{scan.scan_id}_DTI_FA.nii.gz": scan.has_dti,
            root / "images_DSC" / scan.scan_id / f"{scan.scan_id}_DSC_PH.nii.gz": scan.has_dsc,
            root / "automated_segm" / f"{scan.scan_id}_automated_approx_segm.nii.gz": scan.is_baseline,
            root / "images_segm" / f"{scan.scan_id}_segm.nii.gz": scan.has_corrected,
        }
        assert {path: path.is_file() for path in paths} == paths


def test_old_folders_hold_different_images_of_the_same_name(archive):
    old = sorted(archive.rglob("old/*.nii.gz"))
    assert [path.name for path in old] == ["UPENN-GBM-00005_11_T1GD.nii.gz", "UPENN-GBM-00010_11_T1GD.nii.gz"]
    for path in old:
        assert sha256_of(path) != sha256_of(path.parents[1] / path.name)


def test_archive_is_read_by_the_reader_of_the_real_one(archive, settings):
    from radiogenomics.cohorts.upenn_gbm import read_scans

    scans = read_scans(archive, settings.modalities)
    assert len(scans) == settings.patients + settings.unlabelled + settings.follow_ups
    for modality in settings.modalities:
        assert (scans[f"has_{modality}"] == (scans[f"path_{modality}"] != "")).all()
    claimed, found = scans["has_corrected"], scans["path_corrected"] != ""
    assert found.sum() < claimed.sum()


def test_images_share_one_grid_and_labels_are_the_archives(archive):
    labels = set()
    for path in archive.rglob("*.nii.gz"):
        image = nib.load(path)
        assert image.shape == Grid(8.0).shape[::-1]
        np.testing.assert_allclose(image.affine, Grid(8.0).affine)
        assert nib.aff2axcodes(image.affine) == ("L", "P", "S")
        is_segmentation = path.name.endswith("segm.nii.gz")
        assert image.get_data_dtype() == (np.uint8 if is_segmentation else np.float32)
        if is_segmentation:
            labels |= set(np.unique(np.asarray(image.dataobj)))
        elif path.name.endswith("DTI_FA.nii.gz"):
            assert 0 <= image.get_fdata().min() < image.get_fdata().max() <= 1
    assert labels == {0, 1, 2, 4}


def test_same_bytes_whatever_the_workers_and_the_number_of_patients(archive, settings, tmp_path):
    simulate_archive(tmp_path / "parallel", settings, seed=7, workers=2)
    assert checksums(tmp_path / "parallel") == checksums(archive)
    fewer = settings.model_copy(update={"patients": 10, "unlabelled": 1})
    simulate_archive(tmp_path / "fewer", fewer, seed=7)
    common = images(tmp_path / "fewer")
    assert len(common) < len(images(archive))
    assert common.items() <= images(archive).items()


def test_another_seed_gives_other_patients(archive, settings, tmp_path):
    fewer = settings.model_copy(update={"patients": 10, "unlabelled": 0, "follow_ups": 0})
    simulate_archive(tmp_path, fewer, seed=8)
    assert not set(images(tmp_path).values()) & set(images(archive).values())


def test_corrected_segmentation_is_the_true_one_and_automatic_is_not(archive, settings):
    scan = next(scan for scan in enrol(settings, 7) if scan.has_corrected)
    root = archive / "UPENN-GBM" / "NIfTI-files"
    corrected = nib.load(root / "images_segm" / f"{scan.scan_id}_segm.nii.gz")
    automatic = nib.load(root / "automated_segm" / f"{scan.scan_id}_automated_approx_segm.nii.gz")
    true = simulate_patient(
        settings,
        7,
        scan.patient_id,
        modalities=[],
        necrosis=scan.has_necrosis,
        enhancement=scan.has_enhancement,
    ).segmentation
    np.testing.assert_array_equal(np.asarray(corrected.dataobj).transpose(2, 1, 0), true)
    assert not np.array_equal(np.asarray(automatic.dataobj), np.asarray(corrected.dataobj))


def test_ground_truth_and_latent_contrasts_are_written(archive, settings):
    truth = pd.read_csv(archive / "ground_truth.csv")
    assert list(truth["name"]) == settings.modalities
    latent = pd.read_csv(archive / "latent_contrasts.csv")
    assert list(latent.columns) == ["patient_id", "modality", "contrast"]
    scans = [scan for scan in enrol(settings, 7) if scan.is_baseline and scan.is_labelled]
    expected = {(scan.patient_id, name) for scan in scans for name in settings.modalities if scan.has(name)}
    assert set(latent[["patient_id", "modality"]].itertuples(index=False, name=None)) == expected


def test_null_cohort_has_nothing_to_find(settings, tmp_path):
    null = settings.model_copy(update={"effect": {}, "patients": 10, "unlabelled": 0, "follow_ups": 0})
    simulate_archive(tmp_path, null, seed=7)
    assert (pd.read_csv(tmp_path / "ground_truth.csv")["ideal_auc"] == 0.5).all()


def test_earlier_simulation_is_replaced(settings, tmp_path):
    fewer = settings.model_copy(update={"patients": 10, "unlabelled": 0, "follow_ups": 0})
    stale = tmp_path / "UPENN-GBM" / "NIfTI-files" / "images_segm" / "UPENN-GBM-00099_11_segm.nii.gz"
    stale.parent.mkdir(parents=True)
    stale.touch()
    (tmp_path / "ground_truth.csv").touch()
    simulate_archive(tmp_path, fewer, seed=7)
    assert not stale.exists()


def test_real_archive_is_never_overwritten(settings, tmp_path):
    real = tmp_path / "UPENN-GBM" / "scan.nii.gz"
    real.parent.mkdir()
    real.touch()
    with pytest.raises(InputError, match="not simulated; simulate into another folder"):
        simulate_archive(tmp_path, settings, seed=7)
    assert real.exists()


def test_f06_killed_worker_is_explained(settings, tmp_path, monkeypatch):
    monkeypatch.setattr("radiogenomics.cohorts.simulation.archive.simulate_patient", lambda *_, **__: os._exit(9))
    with pytest.raises(InputError, match="a worker was killed, probably for want of memory; lower"):
        simulate_archive(tmp_path, settings, seed=7, workers=2)


def test_settings_refuse_more_follow_ups_than_patients(vary):
    with pytest.raises(ValueError, match="follow_ups must not exceed patients"):
        vary(patients=10, follow_ups=11)
    with pytest.raises(ValueError, match="fraction_with_dsc must not exceed"):
        vary(fraction_with_dsc=0.9, fraction_with_dti=0.8)
