"""What looks made and not measured in a table of features is told; what is measured is not."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.features.odd_numbers import (
    notice_alike_rows,
    notice_flat_regions,
    notice_infinite,
    notice_row_numbers,
    notice_scaled,
    notice_told_labels,
    notice_zeros,
)
from radiogenomics.oddities import noticed_since_last

PATIENTS = [f"P{number:02}" for number in range(20)]


@pytest.fixture
def features() -> pd.DataFrame:
    """Measurements of two regions of twenty patients."""
    values = np.random.default_rng(0).gamma(3, 20, (20, 12))
    names = [f"T1_{region}_{number}" for region in ("ED", "ET") for number in range(6)]
    noticed_since_last()
    return pd.DataFrame(values, PATIENTS, names)


def said() -> list[tuple[str, str]]:
    return [(patient, what) for patient, _, what in noticed_since_last()]


def notice_all(features: pd.DataFrame) -> None:
    notice_row_numbers(features, "f.csv")
    notice_zeros(features, "f.csv")
    notice_scaled(features, "f.csv")
    notice_infinite(features, features == np.inf, "f.csv")
    notice_told_labels(features, pd.Series([0, 1] * 10, PATIENTS), "f.csv")
    notice_alike_rows(features, "f.csv")
    notice_flat_regions(features, "f.csv")


def test_measurements_are_not_told(features):
    features["count"] = np.arange(20)[::-1] // 2
    features["flag"] = [0, 1, 1, 0] * 5
    features.loc["P03", "T1_ED_0"] = 0
    notice_all(features)
    assert said() == []


@pytest.mark.parametrize("name", ["X", "index", "...1", "row_number", "ID"])
def test_numbers_of_rows_are_known_by_their_name_where_rows_were_moved(features, name):
    features[name] = np.random.default_rng(1).permutation(60)[:20]
    features["Xs"] = features[name]
    notice_all(features)
    ((_, what),) = said()
    assert what.startswith(f"column {name!r} holds another whole number in each row, as an index does; remove it")


@pytest.mark.parametrize("degrees", [0, 1])
def test_scores_over_all_patients_are_told(features, degrees):
    scores = ((features - features.mean()) / features.std(ddof=degrees)).round(3)
    scores["flag"] = [0, 1, 1, 0] * 5
    notice_all(scores)
    ((_, what),) = said()
    assert what.startswith("12 of 12 columns have mean 0 and standard deviation 1 over all rows, as where they were")
    training = features[:12]
    notice_all((features - training.mean()) / training.std())
    assert said() == []


def test_ranges_from_0_to_1_over_all_patients_are_told(features):
    notice_scaled((features - features.min()) / (features.max() - features.min()), "f.csv")
    ((_, what),) = said()
    assert what.startswith("12 of 12 columns have lowest value 0 and highest 1")


def test_zeros_of_an_absent_region_are_told(features):
    features.loc[["P04", "P09"], features.columns[6:]] = 0
    features.loc["P02", "T1_ET_5"] = 0
    notice_zeros(features, "f.csv")
    ((patient, what),) = said()
    assert patient == "" and what.startswith(
        "5 columns (T1_ET_0 …) are 0 for P04, P09 and no other patient, as where a"
    )
    features.loc["P09", features.columns[6:]] = 1
    notice_zeros(features, "f.csv")
    assert [patient for patient, _ in said()] == ["P04"]


def test_infinite_numbers_are_told(features):
    infinite = pd.DataFrame(False, features.index, features.columns)
    infinite.iloc[3, 0] = infinite.iloc[4, 1] = True
    notice_infinite(features, infinite, "f.csv")
    assert said() == [("", "2 infinite number(s) count as missing: T1_ED_0 of P03, T1_ED_1 of P04")]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_column_that_tells_the_label_by_a_threshold_is_told(features, sign):
    labels = pd.Series([0, 1] * 10, PATIENTS)
    features["OS_months"] = sign * (labels * 50 + features["T1_ED_0"].rank())
    features.loc["P01", "OS_months"] = np.nan
    notice_told_labels(features, labels, "f.csv")
    ((_, what),) = said()
    assert what.startswith("column 'OS_months' tells the two classes of all 19 patients apart by one threshold; if it")
    notice_told_labels(features, labels[:8], "f.csv")
    assert said() == [], "of eight patients, chance does that"


@pytest.mark.parametrize("digits", [4, 6])
@pytest.mark.parametrize("less", [0, 30])
def test_a_row_that_is_another_but_for_rounding_is_told(features, digits, less):
    features = features - less
    features.loc["P12"] = [float(f"{value:.{digits}g}") for value in features.loc["P11"]]
    notice_alike_rows(features, "f.csv")
    assert said() == [("P12", "its features are those of P11 but for rounding; whose are they?")]


def test_a_region_without_contrast_is_told_by_its_range_and_variance(features):
    names = ["FLAIR_original_firstorder_Range", "FLAIR_original_firstorder_Variance"]
    features[names] = features.iloc[:, :2].to_numpy()
    # Of a region that is flat in everybody, another notice tells.
    features["T1_original_firstorder_Range"] = 0.0
    features.loc["P07", names] = 0.0
    notice_flat_regions(features, "f.csv")
    ((patient, what),) = said()
    assert patient == "P07" and what.startswith(f"{names[0]}, {names[1]} is 0, so that all voxels of the region had")
