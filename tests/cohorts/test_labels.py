"""A label is what its column and the config say, and what is odd in the column is told."""

from pathlib import Path

import pandas as pd
import pytest

from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.upenn_gbm import read_scans
from radiogenomics.errors import InputError

MGMT = LabelSettings()
DAYS = "Survival_from_surgery_days_UPDATED"


@pytest.fixture
def scans(archive: Path) -> pd.DataFrame:
    return read_scans(archive, ["T1", "DSC_PH"])


def test_another_label_column(scans: pd.DataFrame):
    label = LabelSettings(column="IDH1", positive="Mutated", negative="Wildtype", missing=["NOS/NEC"])
    cohort, _ = select_patients(scans, label, ["T1"])
    assert cohort["label"].tolist() == [0, 0, 0, 1, pd.NA]
    assert cohort["IDH1"].tolist() == scans["IDH1"].tolist()


@pytest.mark.parametrize("value", ["methylated", "Methylatd", ""])
def test_b18_a_label_that_is_not_declared_stops(scans: pd.DataFrame, value: str):
    scans.loc[0, "MGMT"] = value
    with pytest.raises(InputError, match=f"scan UPENN-GBM-00001_11: MGMT is '{value}', which is not declared") as error:
        select_patients(scans, MGMT, ["T1"])
    assert "(nearest: 'Methylated')" in str(error.value) or not value
    assert "\n" not in str(error.value)


def test_b25_a_misspelt_label_column_is_named_with_the_nearest(scans: pd.DataFrame):
    with pytest.raises(InputError, match=r"label column 'MGTM' is not in the clinical table \(nearest: 'MGMT'\)"):
        select_patients(scans, LabelSettings(column="MGTM"), ["T1"])


@pytest.fixture
def survivors(scans: pd.DataFrame) -> pd.DataFrame:
    """Five baseline scans with 100, 200, 300 and an unknown number of days, and a follow-up scan with 9,000."""
    days = ["100", "300", "9000", "Not Available", "200"]
    return scans.assign(**{DAYS: days, "followed": ["Not Available"] * 3 + ["250", "Not Available"]})


def labelled(scans: pd.DataFrame, **label) -> dict[str, object]:
    label = LabelSettings(column=DAYS, missing=["Not Available"], **label)
    cohort, flow = select_patients(scans, label, ["T1"], mask="none")
    assert any("above" in step for step in flow["step"])
    return cohort.set_index("scan_id")["label"].to_dict()


def test_above_a_number_is_label_1_and_equal_to_it_is_0(survivors: pd.DataFrame):
    labels = labelled(survivors, above=200)
    assert [labels[f"UPENN-GBM-0000{scan}"] for scan in ("1_11", "2_11", "4_11")] == [0, 1, 0]
    assert pd.isna(labels["UPENN-GBM-00003_11"])


def test_the_median_is_that_of_the_baseline_scans_whose_number_is_known(survivors: pd.DataFrame):
    label = LabelSettings(column=DAYS, above="median", missing=["Not Available"])
    _, flow = select_patients(survivors, label, ["T1"], mask="none")
    assert "label known (above 200)" in flow["step"].to_list()
    assert labelled(survivors, above="median") == labelled(survivors, above=200)


def test_who_was_followed_beyond_the_threshold_is_above_it(survivors: pd.DataFrame):
    assert labelled(survivors, above=240, censored="followed")["UPENN-GBM-00003_11"] == 1
    assert pd.isna(labelled(survivors, above=260, censored="followed")["UPENN-GBM-00003_11"])


def test_a_number_that_is_none_is_refused(survivors: pd.DataFrame):
    survivors.loc[0, DAYS] = "long"
    with pytest.raises(InputError, match=rf"scan UPENN-GBM-00001_11: {DAYS} is 'long', which is neither a number nor"):
        labelled(survivors, above=200)
    with pytest.raises(InputError, match=r"label column 'follow_up' is not in .* \(nearest: 'followed'\)"):
        labelled(survivors.replace("long", "1"), above=200, censored="follow_up")


def test_the_real_survivors(shared: Path):
    label = LabelSettings(column=DAYS, above="median", missing=["Not Available"])
    scans = read_scans(shared / "real" / "upenn_gbm", ["T1"])
    cohort, flow = select_patients(scans, label, ["T1"])
    assert flow.iloc[-1][["n_after", "n_positive", "n_negative"]].tolist() == [585, 292, 293]
    assert "label known (above 390)" in flow["step"].to_list()
    assert cohort.set_index("scan_id")["label"]["UPENN-GBM-00001_11"] == 1  # 960 days
    followed = label.model_copy(update={"censored": "Survival_Censor"})
    _, flow = select_patients(scans, followed, ["T1"])
    assert flow.iloc[-1][["n_after", "n_positive", "n_negative"]].tolist() == [606, 313, 293]
    assert flow.set_index("step").loc["label known (above 390)", "why"] == (
        f"{DAYS} is Not Available: 5; not excluded, followed beyond 390 (Survival_Censor) and so above it: 21"
    )


def test_several_values_make_one_class(scans: pd.DataFrame):
    label = LabelSettings(positive=["Methylated", "Indeterminate"], negative="Unmethylated", missing=["Not Available"])
    cohort, flow = select_patients(scans, label, ["T1"])
    assert cohort["label"].tolist() == [1, 0, 0, 1, pd.NA]
    assert flow.set_index("step").loc["label known", "why"] == "MGMT is Not Available: 1"


def test_a_list_of_one_value_is_the_value(scans: pd.DataFrame):
    listed = LabelSettings(positive=["Methylated"], negative=["Unmethylated"])
    for ours, theirs in zip(select_patients(scans, listed, ["T1"]), select_patients(scans, MGMT, ["T1"]), strict=True):
        pd.testing.assert_frame_equal(ours, theirs)


def test_an_empty_cell_is_called_empty_and_is_never_a_value_of_other_than(scans: pd.DataFrame):
    values = scans["MGMT"].where(~scans["MGMT"].isin(["Indeterminate", "Not Available"]), "")
    table = scans.assign(MGMT=values)
    empty = (table["MGMT"][table["baseline"]] == "").sum()
    _, flow = select_patients(table, LabelSettings(missing=[""]), ["T1"], mask="none")
    assert empty and f"MGMT is empty: {empty}" in flow["why"].str.cat(sep="; ")
    assert "segmentation available" not in set(flow["step"])
    with pytest.raises(InputError, match="MGMT is ''"):
        select_patients(table, LabelSettings(positive="other than negative"), ["T1"], mask="none")


@pytest.mark.parametrize("column", ["scan_id", "fault", "included"])
def test_a_label_is_not_called_as_a_column_of_the_tables(scans: pd.DataFrame, column: str):
    with pytest.raises(InputError, match=f"label column '{column}' has a name that the tables of this program use"):
        select_patients(scans, LabelSettings(column=column, positive="1", negative="0"), ["T1"])


@pytest.mark.parametrize(("value", "others"), [("-1", "250"), ("99999", "310")])
def test_numbers_that_may_stand_for_missing_ones_are_told(scans: pd.DataFrame, value, others, told):
    texts = [value, *[others, "300", "280", "400", "350"] * len(scans)][: len(scans)]
    label = LabelSettings(column="days", above=290)
    select_patients(scans.assign(days=texts), label, ["T1"], mask="none")
    assert f"days is {value} for 1 scan(s); if that means that it is not known, add it to `missing`" in told()


def test_the_values_that_other_than_takes_are_listed(scans: pd.DataFrame, told):
    values = ["R132H", "wildtype", "wt", "R132H", "wildtype"] * len(scans)
    label = LabelSettings(column="IDH1", positive="other than negative", negative="wildtype")
    select_patients(scans.assign(IDH1=values[: len(scans)]), label, ["T1"], mask="none")
    assert "IDH1 is `other than negative`, label 1, where it is 'R132H' (2 times), 'wt'" in told()


@pytest.mark.parametrize("column", ["event", "OS", "OS_status", "vital_status", "Death", "PFS.event"])
def test_a_column_of_who_was_alive_is_told_where_no_follow_up_is_named(scans: pd.DataFrame, told, column):
    table = scans.assign(days=[str(100 * number) for number in range(len(scans))])
    ends = ["1", "0", *["1"] * len(scans)][: len(scans)]
    label = LabelSettings(column="days", above=150)
    select_patients(table.assign(**{column: ends}), label, ["T1"], mask="none")
    assert f"column '{column}' may say for whom days ended without an event: '1' (" in told()
    known = table.assign(**{column: ends, "days": table["days"].where(pd.Series(ends) == "1", "")})
    select_patients(known, label, ["T1"], mask="none")
    assert "may say for whom" not in told()


def test_points_for_thousands_are_told(scans: pd.DataFrame, told):
    texts = ["1.095", "365", "842", "2.190", "730"] * len(scans)
    label = LabelSettings(column="days", above=500)
    select_patients(scans.assign(days=texts[: len(scans)]), label, ["T1"], mask="none")
    assert (
        "days holds 2 number(s) such as 1.095, and others without a point; if the point is one of thousands" in told()
    )


def test_lost_points_are_told(scans: pd.DataFrame, told):
    many = pd.concat([scans.assign(scan_id=scans["scan_id"] + f"_{part}") for part in range(3)], ignore_index=True)
    many["patient_id"] = many["scan_id"]
    months = [f"{12.345 + row:.3f}" for row in range(len(many))]
    months[4] = "17345"
    label = LabelSettings(column="months", above=15)
    select_patients(many.assign(months=months), label, ["T1"], mask="none")
    assert "months holds 1 whole number(s) such as 17345, far above the fractions there, as where a spread" in told()
