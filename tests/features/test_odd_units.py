"""What is a thousand times too great or too small in a table of features is told; what is measured is not."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.features.odd_units import notice_lost_points, notice_mixed_units, notice_thousands
from radiogenomics.oddities import noticed_since_last


@pytest.fixture
def features() -> pd.DataFrame:
    """Measurements of twenty patients."""
    noticed_since_last()
    values = np.random.default_rng(0).gamma(15, 8, (20, 12))
    return pd.DataFrame(values, [f"P{row:02}" for row in range(20)], [f"T1_{number}" for number in range(12)])


def said() -> list[tuple[str, str]]:
    return [(patient, what) for patient, _, what in noticed_since_last()]


def lost(features: pd.DataFrame) -> list[tuple[str, str]]:
    """What is said of lost points, and of units besides."""
    notice_lost_points(features, "f.csv")
    notice_mixed_units(features, "f.csv")
    return said()


def test_points_for_thousands_are_told(features):
    texts = features.round(4).astype(str).assign(volume=["845", "1.203", "12.345", "997"] * 5)
    notice_thousands(texts, texts.astype(float), "f.csv")
    ((_, what),) = said()
    assert what.startswith("volume holds 10 number(s) such as 1.203, and others without a point")


@pytest.mark.parametrize(
    ("less", "how"),
    [(3, "less for P00, P01, P02"), (10, "less for P00, P01, P02 and 7 more"), (17, "more for P17, P18, P19")],
)
def test_a_column_in_units_of_a_thousand_for_some_is_told_by_the_fewer(features, less, how):
    features.iloc[:less, :2] *= 0.001
    notice_mixed_units(features, "f.csv")
    ((_, what),) = said()
    columns = f"{features.columns[0]}, {features.columns[1]}"
    assert what.startswith(f"{columns}: about a thousand times {how} than for all others, as in another unit (ml and")


def test_whole_numbers_among_fractions_are_told_once_and_by_their_side(features):
    texts = features.round(3)
    assert not lost(texts)
    texts.iloc[3:, :2] = (texts.iloc[3:, :2] * 1000).round()
    texts.iloc[7, 4] = (texts.iloc[7, 4] * 1000).round()
    ((patient, what),) = lost(texts)
    assert patient == "" and what.startswith(
        "35 number(s) in 3 column(s), of 17 patient(s) (P03, P04, P05 and 14 more), are whole and far above the "
        f"fractions of their column (T1_0 of P03 is {texts.iloc[3, 0]:.0f}, T1_1 of P03 is {texts.iloc[3, 1]:.0f}, "
        f"T1_4 of P07 is {texts.iloc[7, 4]:.0f}), as where a spreadsheet took the decimal point for a mark of thousands"
    )


@pytest.mark.parametrize("cell", [46115, 41234567])
def test_a_single_cell_names_its_patient(features, cell):
    features.iloc[4, 2] = cell
    ((patient, what),) = lost(features)
    assert patient == "P04" and f"(T1_2 of P04 is {cell})" in what


@pytest.mark.parametrize(
    "name", ["ET_Volume", "vol_ET", "T1_original_shape_SurfaceArea", "tumour_ml", "Morphologic_Perimeter"]
)
def test_sizes_may_differ_more(features, name):
    sizes = np.random.default_rng(0).permutation(np.geomspace(900, 40000, 20)) + 0.5
    sizes[:5] /= 1000
    notice_mixed_units(features.assign(**{name: sizes}), "f.csv")
    assert said()[0][1].startswith(f"{name}: about a thousand times less for P00, P01, P02 and 2 more")
    notice_mixed_units(features.assign(Frequency=sizes, LargeAreaEmphasis=sizes, ZoneSizeVariance=sizes), "f.csv")
    assert not said()


def test_a_column_of_many_magnitudes_is_not_one_of_two_units(features):
    features.iloc[:, 0] = np.geomspace(1, 1e8, 20)
    features.iloc[:, 1] = np.r_[np.full(10, 1.0), np.full(10, 20.0)]
    notice_mixed_units(features, "f.csv")
    assert not said()
