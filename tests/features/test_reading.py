import hashlib

import pandas as pd
import pytest

from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.features.reading import feature_table
from radiogenomics.features.table_settings import TableSettings
from radiogenomics.oddities import noticed_since_last

MGMT = LabelSettings()


def test_captk_with_its_exclusions(zipped, cohort):
    folder = zipped()
    table, exclusions, sources = feature_table(
        TableSettings(type="captk"), cohort, folder, ["T1", "T1GD"], "automatic", MGMT
    )
    content = next(folder.rglob("*.zip")).read_bytes()
    assert sources["sha256"].tolist() == [hashlib.sha256(content).hexdigest()]
    assert table["patient_id"].tolist() == cohort["patient_id"][:3].tolist() and table.shape[1] == 19
    assert len(exclusions) == 2


def test_a_csv_of_ones_own(zipped, cohort, tmp_path):
    (tmp_path / "mine.csv").write_text("who,score\nUPENN-GBM-00001,1\nUPENN-GBM-00003_11,3\n")
    path = str(tmp_path / "mine.csv")
    settings = TableSettings(type="csv", path=path, patient_column="who", incomplete=True)
    table, exclusions, sources = feature_table(settings, cohort.assign(label=1), tmp_path, ["T1"], "none", MGMT)
    assert sources["source"].tolist() == ["mine.csv"], "from the archive's folder, which differs between machines"
    assert table["score"].fillna(-1).tolist() == [1, -1, 3]
    assert exclusions["patient_id"].tolist() == ["UPENN-GBM-00002"]


@pytest.fixture
def mine(tmp_path):
    """Function that writes a CSV with a column, and reads it as the features of twelve patients, labels alternating."""
    ids = [f"P{number:02}" for number in range(12)]
    twelve = pd.DataFrame({"patient_id": ids, "scan_id": ids, "label": [1, 0] * 6, "included": True})

    def read(values: list[int], **settings):
        table = pd.DataFrame({"who": ids[: len(values)], "score": values})
        table.to_csv(tmp_path / "mine.csv", index=False)
        settings = TableSettings(type="csv", path=str(tmp_path / "mine.csv"), patient_column="who", **settings)
        return feature_table(settings, twelve, tmp_path, ["T1"], "none", MGMT)

    return read


def test_patients_without_a_row_stop_the_run_unless_that_is_declared(mine):
    with pytest.raises(InputError, match=r"2 of the study's 12 patients have no row: P10 .* or set `incomplete: true`"):
        mine(list(range(10)))
    table, exclusions, _ = mine(list(range(10)), incomplete=True)
    assert table["score"].isna().sum() == 2 and exclusions["patient_id"].tolist() == ["P10", "P11"]


@pytest.mark.parametrize("copied", [[1, 0], [5, 7]], ids=["as it is", "recoded"])
def test_the_label_under_another_name_is_refused(mine, copied):
    with pytest.raises(InputError, match="column 'score' is the label under another name"):
        mine(copied * 6)
    assert mine([*(copied * 5), *copied[::-1]]).features["score"].notna().all()


def test_a_feature_that_nobody_has_is_left_out_and_listed(cohort, tmp_path):
    unknown = cohort.assign(sex=None)
    table, exclusions, _ = feature_table(
        TableSettings(type="clinical", volumes="none"), unknown, tmp_path, ["T1"], "none", MGMT
    )
    assert list(table) == ["patient_id", "age"]
    assert exclusions[["patient_id", "reason"]].to_numpy().tolist()[-1] == [
        "all",
        "sex_male is not known of any patient",
    ]


def test_a_csv_that_holds_the_label_is_refused(cohort, tmp_path):
    (tmp_path / "mine.csv").write_text("who,age,days\nUPENN-GBM-00001,50,960\n")
    settings = TableSettings(type="csv", path=str(tmp_path / "mine.csv"), patient_column="who")
    label = LabelSettings(column="days", above="median")
    with pytest.raises(InputError, match=r"mine.csv: column 'days' is the study's label, not a feature; remove it"):
        feature_table(settings, cohort, tmp_path, ["T1"], "none", label)


@pytest.mark.parametrize("volumes", ["captk", "none"])
def test_the_clinical_table(zipped, cohort, volumes):
    settings = TableSettings(type="clinical", volumes=volumes)
    table, _, sources = feature_table(settings, cohort, zipped(), ["T1GD", "T1"], "automatic", MGMT)
    assert len(sources) == (volumes == "captk")
    expected = ["volume_edema", "volume_enhancing", "volume_necrotic"] if volumes == "captk" else []
    assert list(table) == ["patient_id", "age", "sex_male", *expected]
    # The third patient has no T1GD, whose tables are read first, but is segmented all the same.
    if volumes == "captk":
        assert table["volume_edema"].notna().tolist() == [True, True, True]


def test_a_table_says_what_of_the_archive_it_is_made_from():
    modalities = ["T1", "FLAIR"]
    assert TableSettings(type="captk").archive_contents(modalities, "automatic") == {"features"}
    assert TableSettings(type="clinical").archive_contents(modalities, "corrected") == {"automatic", "corrected"}
    assert TableSettings(type="clinical", volumes="none").archive_contents(modalities, "automatic") == set()
    assert TableSettings(type="pyradiomics").archive_contents(modalities, "automatic") == {"T1", "FLAIR", "automatic"}
    six = TableSettings(type="pyradiomics", radiomics={"named_features": "li2018"})
    assert six.archive_contents([], "automatic") == {"T1", "T1GD", "T2", "FLAIR", "automatic"}


@pytest.mark.parametrize(
    ("column", "told"), [("mgmt", "is the study's label"), ("patient_id", "stands next to the col")]
)
def test_columns_that_are_no_features_by_their_names(cohort, tmp_path, column, told):
    (tmp_path / "mine.csv").write_text(f"who,{column},score\nUPENN-GBM-00001,1,2\n")
    settings = TableSettings(type="csv", path=str(tmp_path / "mine.csv"), patient_column="who", incomplete=True)
    with pytest.raises(InputError, match=told):
        feature_table(settings, cohort.assign(label=1), tmp_path, ["T1"], "none", MGMT)


def test_an_incomplete_table_says_whose_id_is_there_in_another_form(tmp_path):
    noticed_since_last()
    ids = [f"{number:02}" for number in range(12)]
    twelve = pd.DataFrame({"patient_id": ids, "scan_id": ids, "label": [1, 0] * 6, "included": True})
    rows = "".join(f"{number},{number % 5}\n" for number in (1, 2, 10))
    (tmp_path / "mine.csv").write_text(f"who,score\n{rows}")
    settings = TableSettings(type="csv", path=str(tmp_path / "mine.csv"), patient_column="who", incomplete=True)
    table = feature_table(settings, twelve, tmp_path, ["T1"], "none", MGMT).features
    assert table["score"].notna().sum() == 1
    assert [(each.patient_id, each.what.split(";")[0]) for each in noticed_since_last()] == [
        ("01", "no row in the table, but one of '1'"),
        ("02", "no row in the table, but one of '2'"),
    ]
