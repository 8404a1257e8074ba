"""The real index of the Imaging Data Commons, as the package `idc-index-data` brings it."""

import sys

import pytest

from radiogenomics.downloads import idc_series
from radiogenomics.downloads.idc_series import contrast_of, extent, list_series
from radiogenomics.errors import InputError


@pytest.fixture(scope="module")
def series():
    pytest.importorskip("duckdb")
    pytest.importorskip("idc_index_data")
    return list_series("upenn_gbm", ["dicom"])


def test_the_extent_of_upenn_gbm_is_known_without_a_network(series):
    whole = extent(series)
    assert (whole.patients, whole.series, whole.size) == (630, 3680, 139_398_709_144)
    assert whole.files == 828_234 and whole.release.split(".")[0] >= "25"


def test_segmentations_of_others_are_not_in_the_list(series):
    assert set(series["licence"]) == {"CC BY 4.0"} and series["series"].is_unique
    assert series["patient_id"].str.fullmatch(r"UPENN-GBM-\d{5}").all()
    assert series["source"].str.fullmatch(r"s3://idc-open-data/[0-9a-f-]{36}/\*").all()


def test_every_description_of_upenn_gbm_tells_its_contrast(series):
    assert series["contrast"].value_counts().to_dict() == {"T1": 1291, "FLAIR": 664, "T2": 655, "DTI": 581, "DSC": 489}
    # The archive calls what it has derived structural images from so; nothing else is called so.
    processed = series["description"].str.contains("Processed_?CaP", regex=True)
    assert (processed == series["contrast"].isin(["T1", "T2", "FLAIR"])).all()


@pytest.mark.parametrize(
    "description, contrast",
    [
        ("t1 axial stealth-post : Processed_CaPTk", "T1"),
        ("AXIAL 3D GAD: Processed_CaPTk", "T1"),
        ("Axial T2 tse: Processed_CaPTk", "T2"),
        ("t2_Flair_axial: Processed_CaPTk", "FLAIR"),
        ("t2_tirm_tra_dark-fluid: Processed_CaPTk", "FLAIR"),
        ("ep2d_diff_MDDW_IPAT", "DTI"),
        ("Gre Perf flip 35", "DSC"),
        ("localizer", ""),
        ("", ""),
    ],
)
def test_a_description_tells_the_contrast_or_nothing(description, contrast):
    assert contrast_of(description) == contrast


@pytest.mark.parametrize(
    "provides, contrasts",
    [
        (["dicom", "T1"], {"T1"}),
        (["T1GD", "FLAIR"], {"T1", "FLAIR"}),
        (["DTI_FA", "DTI_TR"], {"DTI"}),
        (["DSC_ap-rCBV"], {"DSC"}),
    ],
)
def test_only_wanted_contrasts_are_listed(provides, contrasts, series):
    assert set(list_series("upenn_gbm", provides)["contrast"]) == contrasts


def test_a_series_that_does_not_tell_is_always_listed(series, monkeypatch):
    monkeypatch.setattr(idc_series, "CONTRASTS", {"DTI": "dti"})
    assert set(list_series("upenn_gbm", ["DTI_FA"])["contrast"]) == {"DTI", ""}


def test_an_unknown_collection_is_refused(series):
    with pytest.raises(InputError, match="no MR series of collection 'upen_gbm'"):
        list_series("upen_gbm", ["dicom"])


@pytest.mark.parametrize("package", ["duckdb", "idc_index_data"])
def test_b34_a_missing_package_comes_with_the_line_that_installs_it(package, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InputError) as error:
        list_series("upenn_gbm", ["dicom"])
    assert f"the Python package {package}, " in str(error.value)
    assert str(error.value).endswith("in the workflow's folder run pip install -e '.[dicom]'")
