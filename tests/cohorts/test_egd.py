import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.egd import read_scans
from radiogenomics.errors import InputError
from radiogenomics.images.labels import WHOLE_TUMOUR
from radiogenomics.images.masks import label_convention, mask_path
from radiogenomics.images.volume import read_mask

MODALITIES = ["T1", "T1GD", "T2", "FLAIR"]
PLAIN = "SUBJECTS/EGD-000{subject}/{name}.nii.gz"
XNAT = "MR_EGD-000{subject}/{number}_{name}/NIFTI/{name}.nii.gz"
LABELS = {1: (1, 0, 4), 2: (0, -1, 2)}


def metadata(subject: int) -> dict:
    idh, codeletion, grade = LABELS[subject]
    return {
        "Genetic_and_Histological_labels": {"IDH": idh, "1p19q": codeletion, "Grade": grade},
        "Clinical_data": {"Age": 40.0 + subject, "Sex": "F"},
        "Segmentation_source": {"Observer": "Automatic", "Original scan": "FLAIR"},
    }


@pytest.fixture
def archive(tmp_path: Path, write_scan):
    """Function that writes two subjects in a layout, with or without metadata.json."""

    def make(layout: str = PLAIN, with_metadata: bool = True) -> Path:
        for subject in LABELS:
            for number, name in enumerate([*MODALITIES, "MASK"], start=1):
                path = tmp_path / layout.format(subject=subject, number=number, name=name)
                write_scan(path, labels=(1,) * 9 if name == "MASK" else ())
            if with_metadata:
                folder = tmp_path / Path(*Path(layout.format(subject=subject, number=1, name="T1")).parts[:-1])
                folder = folder if layout.endswith(PLAIN) else folder.parents[1]
                (folder / "metadata.json").write_text(json.dumps(metadata(subject)))
        for name in ("Brain_mask", "Deface_mask"):
            write_scan(tmp_path / "METADATA" / f"{name}.nii.gz")
        return tmp_path

    return make


@pytest.mark.parametrize("layout", [PLAIN, XNAT, f"download/{XNAT}", f"EGD-0009/{PLAIN}"])
def test_a_file_belongs_to_the_subject_in_whose_folder_it_lies(archive, layout: str):
    folder = archive(layout)
    scans = read_scans(folder, MODALITIES)
    assert scans["scan_id"].tolist() == scans["patient_id"].tolist() == ["EGD-0001", "EGD-0002"]
    for number, modality in enumerate(MODALITIES, start=1):
        for subject in LABELS:
            path = folder / layout.format(subject=subject, number=number, name=modality)
            assert scans[f"path_{modality}"][subject - 1] == str(path)
    assert scans[["has_T1", "has_automatic", "baseline"]].all(axis=None)
    assert not scans["has_corrected"].any()


def test_labels_from_the_files_beside_the_scans(archive):
    scans = read_scans(archive(), ["T1"])
    assert scans[["IDH", "1p19q", "Grade"]].to_numpy().tolist() == [["1", "0", "4"], ["0", "-1", "2"]]
    assert scans["age"].tolist() == [41, 42]
    assert scans["sex"].tolist() == ["F", "F"]
    assert scans["Observer"].tolist() == ["Automatic"] * 2


def test_labels_from_the_spreadsheets(archive, write_xlsx):
    folder = archive(with_metadata=False)
    labels = pd.DataFrame(
        [("EGD-0001", 1, 0, 4), ("EGD-0003", -1, -1, -1)], columns=["Subject", "IDH", "1p19q", "Grade"]
    )
    write_xlsx(folder / "METADATA" / "Genetic_and_Histological_labels.xlsx", labels)
    clinical = pd.DataFrame([("EGD-0001", 52.0, "M"), ("EGD-0002", None, "F")], columns=["Subject", "Age", "Sex"])
    write_xlsx(folder / "METADATA" / "Clinical_data.xlsx", clinical)
    scans = read_scans(folder, ["T1"]).set_index("scan_id")
    assert scans["IDH"].to_dict() == {"EGD-0001": "1", "EGD-0002": "", "EGD-0003": "-1"}
    np.testing.assert_array_equal(scans["age"], [52, np.nan, np.nan])
    assert scans["sex"].fillna("").tolist() == ["M", "F", ""]
    assert scans["has_T1"].tolist() == [True, True, False]


def test_the_mask_is_of_the_whole_tumour(archive):
    patient = read_scans(archive(), ["T1"]).iloc[0]
    assert mask_path(patient, "corrected") == mask_path(patient, "automatic")
    mask = read_mask(mask_path(patient, "automatic"), convention=label_convention(patient))
    assert np.unique(mask.array).tolist() == [0, WHOLE_TUMOUR]


def test_two_different_files_of_one_subject_stop(archive, write_scan):
    folder = archive()
    write_scan(folder / "again" / "EGD-0001" / "T1.nii.gz")
    with pytest.raises(InputError, match="two different files of the same name"):
        read_scans(folder, ["T1"])


def test_a_file_in_no_subjects_folder_is_nobodys(archive, write_scan):
    folder = archive()
    for name in ("T1.nii.gz", "EGD-0003-notes/T1.nii.gz", "EGD-3/T1.nii.gz"):
        write_scan(folder / name)
    assert len(read_scans(folder, ["T1"])) == 2


def test_b28_an_unknown_modality_is_named(archive):
    with pytest.raises(InputError, match=r"modality 'T1CE' is not in the Erasmus Glioma Database"):
        read_scans(archive(), ["T1CE"])
