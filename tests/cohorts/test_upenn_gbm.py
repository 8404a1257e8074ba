import logging
from pathlib import Path

import pandas as pd
import pytest

from radiogenomics.cohorts.upenn_gbm import AVAILABILITY_TABLE, CLINICAL_TABLE, IMAGING_COLUMNS, read_scans
from radiogenomics.errors import InputError

MODALITIES = list(IMAGING_COLUMNS)


def test_the_real_tables(shared: Path):
    scans = read_scans(shared / "real" / "upenn_gbm", MODALITIES)
    assert len(scans) == scans["scan_id"].nunique() == 671
    assert scans["patient_id"].nunique() == 630
    assert scans["scan_id"].str.endswith("_11").sum() == 611
    assert scans["MGMT"].value_counts().to_dict() == {
        "Not Available": 348,
        "Unmethylated": 170,
        "Methylated": 121,
        "Indeterminate": 32,
    }
    assert scans["age"].notna().all()
    assert scans["sex"].value_counts().to_dict() == {"M": 405, "F": 266}
    has = {"has_T1": 671, "has_DTI_FA": 592, "has_DSC_ap-rCBV": 534, "has_automatic": 611, "has_corrected": 232}
    assert scans[list(has)].sum().to_dict() == has
    assert (scans.filter(regex="^path_") == "").all(axis=None)


def test_one_row_per_scan_from_the_tables_alone(archive: Path):
    scans = read_scans(archive, ["T1GD", "DSC_ap-rCBV"])
    second = scans.set_index("scan_id").loc["UPENN-GBM-00002_11"]
    assert second.to_dict() == {
        "patient_id": "UPENN-GBM-00002",
        "baseline": True,
        "fault": "",
        "site": "UPENN-GBM",
        "Gender": "M",
        "Age_at_scan_years": "61.3",
        "Survival_from_surgery_days_UPDATED": "291",
        "IDH1": "Wildtype",
        "MGMT": "Unmethylated",
        "age": 61.3,
        "sex": "M",
        "has_T1GD": True,
        "has_DSC_ap-rCBV": False,
        "has_automatic": True,
        "has_corrected": False,
        "path_T1GD": "",
        "path_DSC_ap-rCBV": "",
        "path_automatic": "",
        "path_corrected": "",
    }


def test_the_order_of_the_rows_does_not_mix_the_tables(archive: Path, availability: pd.DataFrame):
    expected = read_scans(archive, MODALITIES)
    availability[::-1].to_csv(archive / AVAILABILITY_TABLE, index=False)
    pd.testing.assert_frame_equal(read_scans(archive, MODALITIES), expected)


@pytest.mark.parametrize(
    "folder",
    [
        "images_DTI/UPENN-GBM-00001_11",
        "images_DTI/images_DTI/UPENN-GBM-00001_11",
        "images_DTI/images_DTI/UPENN-GBM-00001_11/UPENN-GBM-00001_11",
        "PKG - UPENN-GBM-NIfTI/UPENN-GBM/NIfTI-files/images_DTI/images_DTI/UPENN-GBM-00001_11",
    ],
)
def test_images_are_found_however_deep_they_lie(archive: Path, touch, folder: str):
    path = touch(archive / folder / "UPENN-GBM-00001_11_DTI_FA.nii.gz")
    scans = read_scans(archive, ["DTI_FA", "DTI_AD"]).set_index("scan_id")
    assert scans["path_DTI_FA"].to_dict() == {
        scan_id: str(path) if scan_id == "UPENN-GBM-00001_11" else "" for scan_id in scans.index
    }
    assert (scans["path_DTI_AD"] == "").all()


def test_the_tables_too_may_lie_in_the_wrapper(archive: Path):
    wrapper = archive / "PKG - UPENN-GBM-NIfTI"
    wrapper.mkdir()
    for name in (CLINICAL_TABLE, AVAILABILITY_TABLE):
        (archive / name).rename(wrapper / name)
    assert len(read_scans(archive, ["T1"])) == 5


def test_old_and_unstripped_images_are_not_taken(archive: Path, touch):
    structural = archive / "NIfTI-files" / "images_structural" / "UPENN-GBM-00001_11"
    unstripped = archive / "NIfTI-files" / "images_structural_unstripped" / "UPENN-GBM-00001_11"
    touch(structural / "old" / "UPENN-GBM-00001_11_T1.nii.gz")
    touch(unstripped / "UPENN-GBM-00001_11_T1_unstripped.nii.gz")
    assert read_scans(archive, ["T1"])["path_T1"].eq("").all()
    path = touch(structural / "UPENN-GBM-00001_11_T1.nii.gz")
    assert read_scans(archive, ["T1"])["path_T1"].tolist() == [str(path), "", "", "", ""]


def test_segmentations_and_similar_suffixes_are_told_apart(archive: Path, touch):
    automatic = touch(archive / "automated_segm" / "UPENN-GBM-00001_11_automated_approx_segm.nii.gz")
    corrected = touch(archive / "images_segm" / "UPENN-GBM-00001_11_segm.nii.gz")
    t1gd = touch(archive / "images_structural" / "UPENN-GBM-00001_11_T1GD.nii.gz")
    touch(archive / "images_DSC" / "UPENN-GBM-00001_11_DSC.nii.gz")
    first = read_scans(archive, ["T1", "T1GD", "DSC_PH"]).iloc[0]
    paths = first.filter(regex="^path_").to_dict()
    assert paths == {
        "path_T1": "",
        "path_T1GD": str(t1gd),
        "path_DSC_PH": "",
        "path_automatic": str(automatic),
        "path_corrected": str(corrected),
    }


def test_two_different_images_of_one_name_stop(archive: Path, touch):
    for folder, content in [("first", b"a"), ("second", b"b")]:
        touch(archive / folder / "UPENN-GBM-00001_11_T1.nii.gz").write_bytes(content)
    with pytest.raises(InputError, match=r"first/UPENN-GBM-00001_11_T1.* and .*second/UPENN-GBM-00001_11_T1"):
        read_scans(archive, ["T1"])


def test_a_missing_table_is_named(archive: Path):
    (archive / CLINICAL_TABLE).rename(archive / "UPENN-GBM_clinical_info_v1.0.csv")
    with pytest.raises(InputError, match=r"no 'UPENN-GBM_clinical_info_v2\.1\.csv' .*nearest: .*v1\.0\.csv"):
        read_scans(archive, ["T1"])


def test_b28_an_unknown_modality_is_named_with_the_nearest(archive: Path):
    with pytest.raises(InputError, match=r"modality 'T1CE' is not in UPENN-GBM \(nearest: 'T1"):
        read_scans(archive, ["T1CE"])


@pytest.mark.parametrize("table", [CLINICAL_TABLE, AVAILABILITY_TABLE])
def test_b15_a_scan_that_is_there_twice_stops(archive: Path, table: str):
    rows = pd.read_csv(archive / table, dtype=str)
    pd.concat([rows, rows.iloc[[1]]]).to_csv(archive / table, index=False)
    with pytest.raises(InputError, match=f"{table}: scan UPENN-GBM-00002_11 is there twice"):
        read_scans(archive, ["T1"])


@pytest.mark.parametrize("text", ["Not Available", "", "52,16", "5216", "-1", "inf", "nan"])
def test_b23_an_age_that_is_not_a_number_is_missing_and_reported(
    archive: Path, clinical: pd.DataFrame, caplog: pytest.LogCaptureFixture, text: str
):
    clinical.loc[0, "Age_at_scan_years"] = text
    clinical.to_csv(archive / CLINICAL_TABLE, index=False)
    with caplog.at_level(logging.WARNING):
        scans = read_scans(archive, ["T1"])
    assert scans["age"].isna().tolist() == [True, False, False, False, False]
    assert f"UPENN-GBM-00001_11 {text!r}" in caplog.text
    assert "Age_at_scan_years of 1 scan(s)" in caplog.text


def test_b23_an_unknown_sex_is_missing_and_reported(
    archive: Path, clinical: pd.DataFrame, caplog: pytest.LogCaptureFixture
):
    clinical.loc[1, "Gender"] = "unknown"
    clinical.to_csv(archive / CLINICAL_TABLE, index=False)
    with caplog.at_level(logging.WARNING):
        scans = read_scans(archive, ["T1"])
    assert scans["sex"].isna().tolist() == [False, True, False, False, False]
    assert "UPENN-GBM-00002_11 'unknown'" in caplog.text


def test_readable_ages_and_sexes_are_not_reported(archive: Path, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        read_scans(archive, ["T1"])
    assert caplog.text == ""


@pytest.mark.parametrize("mangled", ["1", "00001_11", "UPENN-GBM-1_11", "UPENN-GBM-00001", "Nov-01"])
def test_b24_a_mangled_id_is_named_with_its_row(archive: Path, clinical: pd.DataFrame, mangled: str):
    clinical.loc[2, "ID"] = mangled
    clinical.to_csv(archive / CLINICAL_TABLE, index=False)
    with pytest.raises(InputError, match=f"patient row 3 has ID '{mangled}', not one like UPENN-GBM-00001_11"):
        read_scans(archive, ["T1"])


def test_b24_a_byte_order_mark_and_blanks_are_read(archive: Path, clinical: pd.DataFrame):
    expected = read_scans(archive, ["T1"])
    clinical["ID"] = clinical["ID"] + " "
    clinical.to_csv(archive / CLINICAL_TABLE, index=False, encoding="utf-8-sig")
    pd.testing.assert_frame_equal(read_scans(archive, ["T1"]), expected)


def test_b24_another_delimiter_stops(archive: Path, clinical: pd.DataFrame):
    clinical.to_csv(archive / CLINICAL_TABLE, index=False, sep=";")
    with pytest.raises(InputError, match=f"{CLINICAL_TABLE}: columns are separated by semicolons"):
        read_scans(archive, ["T1"])


@pytest.mark.parametrize(
    ("table", "column", "misspelt"),
    [(CLINICAL_TABLE, "Gender", "Gendre"), (AVAILABILITY_TABLE, "DSC imaging", "DSC_imaging")],
)
def test_b25_a_misspelt_column_is_named_with_the_nearest(archive: Path, table: str, column: str, misspelt: str):
    pd.read_csv(archive / table, dtype=str).rename(columns={column: misspelt}).to_csv(archive / table, index=False)
    with pytest.raises(InputError, match=f"{table}: column '{column}' is missing .nearest: '{misspelt}'"):
        read_scans(archive, ["T1", "DSC_PH"])


@pytest.mark.parametrize("table", [CLINICAL_TABLE, AVAILABILITY_TABLE])
def test_a_scan_in_only_one_of_the_tables_stops(archive: Path, table: str):
    pd.read_csv(archive / table, dtype=str).drop(index=3).to_csv(archive / table, index=False)
    with pytest.raises(InputError, match=f"{table}: scan UPENN-GBM-00003_11 of .* is missing"):
        read_scans(archive, ["T1"])


def test_an_availability_that_is_neither_stops(archive: Path, availability: pd.DataFrame):
    availability.loc[4, "DTI imaging"] = "maybe"
    availability.to_csv(archive / AVAILABILITY_TABLE, index=False)
    with pytest.raises(InputError, match="'DTI imaging' of scan UPENN-GBM-00004_11 is 'maybe'"):
        read_scans(archive, ["DTI_FA"])
