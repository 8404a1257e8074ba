import pandas as pd
import pytest

from radiogenomics.features.extraction_records import notice_mixed_extraction
from radiogenomics.oddities import noticed_since_last

ORIGINAL, INTERPOLATED = "diagnostics_Image-original_Spacing", "diagnostics_Image-interpolated_Spacing"
SETTINGS = "diagnostics_Configuration_Settings"
ONE, THICK = "(1.0, 1.0, 1.0)", "(0.5, 0.5, 5.0)"


@pytest.fixture(autouse=True)
def nothing_noticed_before():
    noticed_since_last()


def told(tmp_path, **columns):
    notice_mixed_extraction(pd.DataFrame(columns), tmp_path / "features.csv")
    return [what for _, _, what in noticed_since_last()]


def test_voxels_of_several_sizes_and_several_settings_are_told(tmp_path):
    (said,) = told(tmp_path, **{ORIGINAL: [ONE] * 3 + [THICK] * 2})
    assert f"{ORIGINAL!r} has 2 values ((1, 1, 1) in 3 rows; (0.5, 0.5, 5) in 2 rows)" in said
    (said,) = told(tmp_path, **{f"FLAIR_{SETTINGS}": ["{'binWidth': 25}", "{'binWidth': 5}", "{'binWidth': 25}"]})
    assert "{'binWidth': 25} in 2 rows; {'binWidth': 5} in 1 rows" in said


LONG = "{'minimumROIDimensions': 2, 'force2D': False, 'interpolator': 'sitkBSpline', 'binWidth': 25, "


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["'normalize': True}", "'normalize': False}"], "('normalize': True in 1 rows; 'normalize': False in 1 rows)"),
        (["'pad': [1, 2]}", "'pad': [1, 3]}"], "('pad': [1, 2] in 1 rows; 'pad': [1, 3] in 1 rows)"),
        (["'a': 1, 'b': 2}", "'a': 1}"], "('b': 2 in 1 rows; none of these in 1 rows)"),
        (["'a': 1}", "'a': 2}", "'b': 3}", "'a': 1}"], "('a': 1 in 2 rows; 'a': 2 in 1 rows; 'b': 3 in 1 rows)"),
        ([f"'a': '{'x' * 50}'}}", "'a': 1}"], f"('a': '{'x' * 34} … in 1 rows; 'a': 1 in 1 rows)"),
    ],
)
def test_of_long_settings_those_are_told_that_differ(tmp_path, values, said):
    assert said in told(tmp_path, **{SETTINGS: [LONG + value for value in values]})[0]


@pytest.mark.parametrize(
    "columns",
    [
        {ORIGINAL: [ONE, "(1.0, 0.99999994, 1.0)", ""], SETTINGS: ["{'binWidth': 25}"] * 3},
        {ORIGINAL: [ONE, THICK, ONE], INTERPOLATED: [ONE] * 3},
        {"diagnostics_Image-original_Hash": ["a", "b", "c"], "PatientID": ["1", "2", "3"]},
    ],
)
def test_equal_voxels_and_what_differs_anyway_are_not(tmp_path, columns):
    assert told(tmp_path, **columns) == []
