import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.features.captk import absent_regions, read_captk, region_volumes
from radiogenomics.modalities import MODALITIES as ALL_MODALITIES
from radiogenomics.modalities import modality_of

NAME = "Radiomic_Features_CaPTk_automaticsegm_T1_ED.csv"


def test_one_row_per_scan_with_the_features_of_all_regions(zipped):
    table, sources = read_captk(zipped(), ["T1", "T1GD"], "automatic")
    assert [path.name for path in sources] == ["radiomic_features_CaPTk.zip"]
    assert table.shape == (4, 18)
    assert table.loc["UPENN-GBM-00001_11", "T1_ED_Intensity_Mean"] == 207.5
    assert table.loc["UPENN-GBM-00002_11"].isna().sum() == 6  # no necrotic core, in two modalities
    assert table.loc["UPENN-GBM-00003_11"].notna().sum() == 9  # no T1GD


def test_only_the_tables_of_the_wanted_modalities_are_read(zipped, captk_tables):
    folder = zipped({name: text for name, text in captk_tables.items() if "_T1_" in name})
    assert {modality_of(name) for name in read_captk(folder, ["T1"], "automatic")[0]} == {"T1"}
    with pytest.raises(InputError, match=r"no 'Radiomic_Features_CaPTk_automaticsegm_T1GD_ED\.csv' in it"):
        read_captk(folder, ["T1", "T1GD"], "automatic")


def test_an_unpacked_zip_is_read_as_well(zipped, captk_tables):
    folder = zipped()
    packed, _ = read_captk(folder, ["T1"], "automatic")
    next(folder.rglob("*.zip")).unlink()
    for name, text in captk_tables.items():
        (folder / "deep").mkdir(exist_ok=True)
        (folder / "deep" / name).write_text(text)
    unpacked, sources = read_captk(folder, ["T1"], "automatic")
    pd.testing.assert_frame_equal(unpacked, packed)
    assert [path.name for path in sources] == [name for name in sorted(captk_tables) if "automaticsegm_T1_" in name]


def test_the_real_tables(shared):
    folder = (shared / "real" / "upenn_gbm" / "radiomic_features_CaPTk.zip").parent
    table, _ = read_captk(folder, list(ALL_MODALITIES), "automatic")
    assert table.shape == (611, 11 * 3 * 144)
    assert table.index.str.endswith("_11").all()
    assert np.isfinite(table.to_numpy()[table.notna().to_numpy()]).all()
    by_region = {region: table[f"T1_{region}_Volumetric_Volume"].notna().sum() for region in ("ED", "ET", "NC")}
    assert by_region == {"ED": 611, "ET": 604, "NC": 602}
    # CaPTk wrote `-nan` for the eccentricity of a tiny core.
    assert np.isnan(table.loc["UPENN-GBM-00015_11", "T1_NC_Morphologic_Eccentricity"])
    corrected, _ = read_captk(folder, ["T1"], "corrected")
    assert len(corrected) == 232


def test_absent_regions_are_listed_where_the_scan_has_the_modality(zipped, cohort):
    table = read_captk(zipped(), ["T1", "T1GD"], "automatic")[0].iloc[:3].set_axis(cohort["patient_id"][:3])
    rows = absent_regions(table, cohort, ["T1", "T1GD"])
    assert rows[["patient_id", "modality", "region"]].to_numpy().tolist() == [
        ["UPENN-GBM-00002", "T1", "NC"],
        ["UPENN-GBM-00002", "T1GD", "NC"],
    ]


def test_an_absent_region_has_the_volume_0_and_a_patient_without_tables_none(zipped):
    table = read_captk(zipped(), ["T1"], "automatic")[0].reindex(["UPENN-GBM-00002_11", "elsewhere"])
    volumes = region_volumes(table, "T1")
    assert volumes.loc["UPENN-GBM-00002_11", "volume_necrotic"] == 0
    assert volumes.loc["UPENN-GBM-00002_11", "volume_edema"] > 0
    assert volumes.loc["elsewhere"].isna().all()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda text: text.replace("SubjectID", "Subject"), r"column 'SubjectID' is missing \(nearest: 'Subject'\)"),
        (lambda text: text + text.splitlines()[1] + "\n", "scan UPENN-GBM-00001_11 is there twice"),
        (lambda text: text.replace("207.5", "high"), "T1_ED_Intensity_Mean of UPENN-GBM-00001_11 is 'high', not a nu"),
        (lambda text: "", "not a readable CSV"),
    ],
)
def test_a_spoilt_table_is_named(zipped, captk_tables, spoil, message):
    with pytest.raises(InputError, match=message) as error:
        read_captk(zipped({**captk_tables, NAME: spoil(captk_tables[NAME])}), ["T1"], "automatic")
    assert NAME in str(error.value) and "\n" not in str(error.value)


def test_a_damaged_zip_is_named(zipped):
    folder = zipped()
    path = next(folder.rglob("*.zip"))
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(InputError, match=r"radiomic_features_CaPTk.zip: damaged \(.*download the file again"):
        read_captk(folder, ["T1"], "automatic")


def test_without_the_zip_the_nearest_file_is_named(tmp_path):
    (tmp_path / "radiomic_features_CaPTk (1).zip").touch()
    with pytest.raises(InputError, match=r"no 'radiomic_features_CaPTk.zip' .*nearest: 'radiomic_features_CaPTk \(1\)"):
        read_captk(tmp_path, ["T1"], "automatic")


def test_features_without_segmentation_do_not_exist(zipped):
    with pytest.raises(InputError, match="set `mask` of the study"):
        read_captk(zipped(), ["T1"], "none")
