import pytest

from radiogenomics.features.reading import feature_table
from radiogenomics.features.table_settings import TableSettings


def test_captk_with_its_exclusions(zipped, cohort):
    table, exclusions = feature_table(TableSettings(kind="captk"), cohort, zipped(), ["T1", "T1GD"], "automatic")
    assert table["patient_id"].tolist() == cohort["patient_id"][:3].tolist() and table.shape[1] == 19
    assert len(exclusions) == 2


def test_a_csv_of_ones_own(zipped, cohort, tmp_path):
    (tmp_path / "mine.csv").write_text("who,score\nUPENN-GBM-00001,1\nUPENN-GBM-00003_11,3\n")
    settings = TableSettings(kind="csv", path=str(tmp_path / "mine.csv"), patient_column="who")
    table, exclusions = feature_table(settings, cohort, tmp_path, ["T1"], "none")
    assert table["score"].fillna(-1).tolist() == [1, -1, 3]
    assert exclusions["patient_id"].tolist() == ["UPENN-GBM-00002"]


@pytest.mark.parametrize("volumes", ["captk", "none"])
def test_the_clinical_table(zipped, cohort, volumes):
    settings = TableSettings(kind="clinical", volumes=volumes)
    table, _ = feature_table(settings, cohort, zipped(), ["T1GD", "T1"], "automatic")
    expected = ["volume_edema", "volume_enhancing", "volume_necrotic"] if volumes == "captk" else []
    assert list(table) == ["patient_id", "age", "sex_male", *expected]
    # The third patient has no T1GD, whose tables are read first, but is segmented all the same.
    if volumes == "captk":
        assert table["volume_edema"].notna().tolist() == [True, True, True]


def test_a_table_says_what_of_the_archive_it_is_made_from():
    modalities = ["T1", "FLAIR"]
    assert TableSettings(kind="captk").archive_contents(modalities, "automatic") == {"features"}
    assert TableSettings(kind="clinical").archive_contents(modalities, "corrected") == {"automatic", "corrected"}
    assert TableSettings(kind="clinical", volumes="none").archive_contents(modalities, "automatic") == set()
    assert TableSettings(kind="pyradiomics").archive_contents(modalities, "automatic") == {"T1", "FLAIR", "automatic"}
    six = TableSettings(kind="pyradiomics", radiomics={"named_features": "li2018"})
    assert six.archive_contents([], "automatic") == {"T1", "T1GD", "T2", "FLAIR", "automatic"}
