import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.ndimage import gaussian_filter

from radiogenomics.errors import InputError
from radiogenomics.files import read_table
from radiogenomics.oddities import noticed_since_last
from radiogenomics.segmentation.arrays import (
    COLUMNS,
    LEFT_OUT,
    LOOK,
    open_prepared,
    patient_case,
    training_and_validation,
    write_prepared,
)
from radiogenomics.segmentation.preparation import prepare
from radiogenomics.segmentation.settings import PreparationSettings

SETTINGS = PreparationSettings(sequences=["FLAIR", "T1GD"], smallest_mask_share=0.05)


@pytest.fixture
def cohort(write_volume) -> pd.DataFrame:
    """Three patients whose heads differ in size; the second's tumour is small, the third's labels are exchanged."""
    random, rows = np.random.default_rng(1), []
    for number, edge in enumerate((8, 10, 9)):
        row = {"patient_id": f"P{number}", "path_automatic": "", "included": True}
        head = np.zeros((12, 14, 16), bool)
        head[1:9, 2 : 2 + edge, 3:13] = True
        mask = np.zeros(head.shape, np.uint8)
        width = 2 if number == 1 else 7
        core, rim = (2, 4) if number == 2 else (4, 2)
        mask[2:8, 3 : 3 + width, 4 : 4 + width] = rim
        mask[4:6, 4 : 2 + width, 5 : 3 + width] = core
        for sequence in SETTINGS.sequences:
            scan = np.where(head, random.uniform(10, 20, head.shape), 0) + 50 * (mask == core)
            row[f"path_{sequence}"] = str(write_volume(scan.astype(np.float32), f"P{number}_{sequence}"))
        rows.append({**row, "path_corrected": str(write_volume(mask, f"P{number}_segm"))})
    return pd.DataFrame(rows)


@pytest.fixture
def written(cohort, tmp_path):
    files = tuple(str(tmp_path / name) for name in ("brain.f32", "brain.u8", "brain.csv"))
    write_prepared(cohort, SETTINGS, "corrected", files, tmp_path / "remarks.csv", workers=1)
    return files


def test_what_is_read_is_what_was_prepared(cohort, written):
    arrays = open_prepared(*written)
    assert arrays.channels == 2
    assert len({arrays.shape(patient) for patient in cohort["patient_id"]}) == 3
    for _, patient in cohort.iterrows():
        prepared = prepare(patient_case(patient, SETTINGS.sequences, "corrected"), SETTINGS)
        images, mask = arrays.read(patient["patient_id"])
        np.testing.assert_array_equal(images, prepared.images)
        np.testing.assert_array_equal(mask, prepared.mask)
    again = pickle.loads(pickle.dumps(arrays))
    np.testing.assert_array_equal(again.read("P2")[0], arrays.read("P2")[0])


def test_the_index_has_a_row_per_scan_with_the_hashes_that_the_gate_compares(cohort, written):
    index = read_table(written[2])
    assert tuple(index.columns) == COLUMNS
    assert list(zip(index["patient_id"], index["modality"], strict=True)) == [
        (patient, sequence) for patient in cohort["patient_id"] for sequence in SETTINGS.sequences
    ]
    assert index["voxels_sha256"].is_unique and index["mask_sha256"].nunique() == 3


def test_scans_and_masks_are_held_against_those_of_others_and_turned_ones_are_told(write_volume, tmp_path):
    rows, distance = [], np.linalg.norm((np.indices((20, 24, 28)) - np.reshape([9.5, 12, 14], (3, 1, 1, 1))), axis=0)
    for number in range(4):
        random = np.random.default_rng(number % 3)
        anatomy = gaussian_filter(random.normal(size=distance.shape), 1.5)
        mask = np.where(np.roll(distance, number % 3, 2) < 4, 2, 0).astype(np.uint8)
        mask[np.roll(distance, number % 3, 2) < 2] = 4
        row = {"patient_id": f"P{number}", "path_automatic": "", "included": True}
        for sequence, contrast in (("FLAIR", 40), ("T1GD", -30)):
            scan = np.where(distance < 9, 100 + contrast * anatomy / anatomy.std() + random.normal(size=mask.shape), 0)
            scan = scan[:, :, ::-1] if (number, sequence) == (1, "FLAIR") else (1 + number) * scan
            row[f"path_{sequence}"] = str(write_volume(scan.astype(np.float32), f"P{number}_{sequence}"))
        mask[tuple(np.argwhere(mask > 0)[0])] = 0 if number == 3 else 2
        rows.append({**row, "path_corrected": str(write_volume(mask, f"P{number}_segm"))})
    noticed_since_last()
    files = tuple(str(tmp_path / name) for name in ("brain.f32", "brain.u8", "brain.csv"))
    write_prepared(pd.DataFrame(rows), SETTINGS, "corrected", files, tmp_path / "remarks.csv", workers=1)
    told = [(each.patient_id, each.file.rsplit("/", 1)[-1], each.what) for each in noticed_since_last()]
    assert [who for who, _, what in told if "of P0 but for its scale" in what] == ["P3"]
    assert [(who, file[:7]) for who, file, what in told if "(Dice)" in what] == [("P3", "P3_segm")]
    assert [(who, file[:7]) for who, file, what in told if "left and right are exchanged" in what] == [
        ("P1", "P1_FLAI")
    ]


def test_small_tumours_and_exchanged_labels_are_remarked(written, tmp_path):
    remarks = read_table(tmp_path / "remarks.csv").set_index("patient_id")["reason"]
    assert remarks.loc["P1"] == LEFT_OUT
    assert set(remarks.loc[["P2"]]) == {LOOK}
    assert "P0" not in remarks.index


def test_who_is_left_out_neither_trains_nor_validates(tmp_path):
    splits = pd.DataFrame({"patient_id": list("abcd"), "group": "s", "subset": ["train"] * 3 + ["test"]})
    splits["fold"] = [0, 1, 1, None]
    nobody = pd.DataFrame({"patient_id": [], "reason": []})
    assert training_and_validation(splits, nobody, "s", 0) == (["b", "c"], ["a"])
    remarks = pd.DataFrame({"patient_id": ["b", "c"], "reason": [LOOK, LEFT_OUT]})
    assert training_and_validation(splits, remarks, "s", 0) == (["b"], ["a"])
    with pytest.raises(InputError, match=r"0 patients train and 1 validate, 2 are left out.*smallest_mask_share"):
        training_and_validation(splits, remarks.assign(reason=LEFT_OUT), "s", 0)


def test_a_truncated_file_is_named(written):
    Path(written[1]).write_bytes(Path(written[1]).read_bytes() + b"0")
    with pytest.raises(InputError, match=r"brain\.u8: missing or truncated; delete it and brain\.csv"):
        open_prepared(*written)


def test_masks_that_do_not_fit_scans_or_other_sites_are_told_and_exchanged_scans(write_volume, tmp_path):
    """The first mask's sides are exchanged, the second one's T1 is T1GD, one's T1 FLAIR; masks of Kiel lack a label."""
    rows, grid, flair = [], np.indices((20, 24, 28)), None
    for number in range(12):
        random = np.random.default_rng(number)
        own = np.linalg.norm(grid - np.reshape([9 + number % 3, 11 + number // 3, 9], (3, 1, 1, 1)), axis=0)
        truth = np.select([own < 2, own < 4, own < 6], [1, 4, 2], 0)
        row = {"patient_id": f"P{number:02}", "path_automatic": "", "site": "Kiel" if number > 5 else "Basel"}
        for sequence, enhancing in (("FLAIR", 60), ("T1", -10), ("T1GD", 90)):
            named = {"T1": "T1GD", "T1GD": "T1"}.get(sequence, sequence) if number == 1 else sequence
            oedema = 60 if sequence == "FLAIR" else -5
            tissue = random.normal(100, 8, truth.shape) + enhancing * (truth == 4) + oedema * (truth == 2)
            head = np.linalg.norm(grid - np.reshape([9.5, 11.5, 13.5], (3, 1, 1, 1)), axis=0) < 13
            scan = np.where(head, tissue, 0).astype(np.float32)
            flair = scan if sequence == "FLAIR" else flair
            scan = 0.5 * flair if (number, sequence) == (5, "T1") else scan
            path = write_volume(scan, f"P{number:02}_{named}")
            row[f"path_{named}"] = str(path)
        mask = np.where((truth == 4) & (number > 5), 1, truth).astype(np.uint8)
        stored = np.ascontiguousarray(mask[:, :, ::-1] if number == 0 else mask)
        rows.append({**row, "path_corrected": str(write_volume(stored, f"P{number:02}_segm"))})
    noticed_since_last()
    files = tuple(str(tmp_path / name) for name in ("brain.f32", "brain.u8", "brain.csv"))
    settings = PreparationSettings(sequences=["FLAIR", "T1", "T1GD"], smallest_mask_share=0.05)
    write_prepared(pd.DataFrame(rows), settings, "corrected", files, tmp_path / "remarks.csv", workers=1)
    told = [(each.patient_id, each.what) for each in noticed_since_last()]
    assert [who for who, what in told if "better where left and right are exchanged" in what] == ["P00"]
    assert [who for who, what in told if "as where both were exchanged" in what] == ["P01"]
    assert [who for who, what in told if "T1 is FLAIR on another scale" in what] == ["P05"]
    (site,) = [what for who, what in told if "of the site" in what]
    assert site.startswith("none of the 6 masks of the site Kiel has label 4 (enhancing tumour), and 6 of 6 of other")
