"""What the first gate asks of volumes and of tables; that each check catches its leak is in test_planted_leaks.py."""

import hashlib

import numpy as np
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


def test_choices_of_slices_that_coincide_are_of_one_sequence_and_equal_sequences_are_found(tmp_path):
    """The central slice of FLAIR may be the brightest one; that of T2 may not be that of FLAIR."""
    names = {"flair_central": "FLAIR", "flair_brightest": "FLAIR", "T2": "T2"}
    splits = pd.DataFrame({"patient_id": list("AB"), "group": "s", "subset": "train", "fold": [0, 1]})
    head = np.linspace(0, 1, 64, dtype=np.float32).reshape(8, 8)
    arrays = {"flair_central": [head, head.T], "flair_brightest": [head, head.T[::-1]], "T2": [head**2, head.T]}
    files = {"arrays": [], "indices": []}
    for name, modality in names.items():
        own = np.stack(arrays[name])
        index = pd.DataFrame(
            {"patient_id": list("AB"), "copy": "original", "item": "0", "row": [0, 1], "slice": 4, "grid": ""}
        )
        index = index.assign(source=[f"{patient}_{modality}" for patient in "AB"], mask_sha256=None)
        index["source_sha256"] = index["source"]
        index["voxels_sha256"] = [hashlib.sha256(np.ascontiguousarray(one)).hexdigest() for one in own]
        files["arrays"].append(str(tmp_path / f"{name}.npy"))
        files["indices"].append(str(tmp_path / f"{name}.csv"))
        np.save(files["arrays"][-1], own)
        index.to_csv(files["indices"][-1], index=False)
    source = SliceSource("results", {key: ["s"] for key in names}, {name: names[name] for name in list(names)[:2]})
    checks = checks_of_source("slices", files, source.gate_parameters, Patients(None, None, Roles(splits)))
    found = {check.name: check.found for check in checks}
    assert found["sequences"] == ("FLAIR and T2 of B are the same image",)
