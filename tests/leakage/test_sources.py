"""What the first gate asks of volumes and of tables; that each check catches its leak is in test_planted_leaks.py."""

import pandas as pd
import pytest

from radiogenomics.expression.tower_source import TowerSource
from radiogenomics.features.source import TableSource
from radiogenomics.images.slice_source import SliceSource
from radiogenomics.images.source import VolumeSource
from radiogenomics.leakage.roles import Roles
from radiogenomics.leakage.sources import SOURCES, Patients, checks_of_source
from radiogenomics.segmentation.source import SegmentationSource


def test_every_source_names_checks_that_there_are():
    sources = (VolumeSource, SliceSource, TableSource, TowerSource, SegmentationSource)
    assert {source.leak_checks for source in sources} == set(SOURCES)


def test_a_source_without_checks_is_a_defect_and_not_a_pass():
    with pytest.raises(KeyError):
        checks_of_source("nothing", {}, {}, None)


def test_one_segmentation_of_a_training_and_a_test_patient_is_found_however_often_it_is_prepared(tmp_path):
    rows = [(patient, modality) for patient in "ABC" for modality in ("T1", "FLAIR")]
    index = pd.DataFrame(rows, columns=["patient_id", "modality"])
    for column in ("source", "source_sha256", "voxels_sha256"):
        index[column] = [f"{patient}{modality}" for patient, modality in rows]
    index["mask"] = index["mask_sha256"] = index["patient_id"].replace("C", "A")
    files = {"indices": [str(tmp_path / name) for name in ("brain.csv", "slices.csv")]}
    for path in files["indices"]:
        index.to_csv(path, index=False)
    splits = pd.DataFrame(
        {"patient_id": list("ABC"), "group": "s", "subset": ["train", "train", "test"], "fold": [0, 1, None]}
    )
    checks = checks_of_source("scans", files, {}, Patients(pd.DataFrame(), pd.DataFrame(), Roles(splits)))
    found = {check.name: check.found for check in checks}
    assert found["identical_scans"] == found["source_files"] == ()
    assert len(found["segmentations"]) == 1 and "A and C have the same segmentation" in found["segmentations"][0]
