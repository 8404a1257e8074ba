import numpy as np
import pandas as pd
import pytest

from radiogenomics.controls.chance_tables import (
    chance_note,
    chance_table,
    published_difference,
    spread_note,
    spread_table,
)
from radiogenomics.controls.spread import COLUMNS
from radiogenomics.evaluation.published import published_metrics
from radiogenomics.evaluation.published_index import published_claims, published_titles
from radiogenomics.report.table_files import write_table_files

NOTHING = pd.DataFrame(columns=["variation", "trees"])
NO_FIGURES = published_metrics(()), published_claims(())
DIFFERENCES = pd.DataFrame(
    [("forest", "net", "dsc", 50, 0.01, 0.062)], columns=["model_a", "model_b", "ensemble", "count", "mean", "sd"]
)


@pytest.fixture
def chance() -> pd.DataFrame:
    row = {
        **{"model": "forest", "ensemble": "dsc", "auc": 0.66, "ci_low": 0.51, "ci_high": 0.8, "p_fixed": 0.02},
        **{"p_fixed_adjusted": 0.06, "permutations": 10_000, "p_refit": 0.035, "refits": 200},
        **{"minimal_detectable_auc": 0.69, "auc_clinical": 0.55, "difference_clinical": 0.11},
        **{"difference_low": -0.05, "difference_high": 0.27, "difference_p": 0.18, "difference_p_adjusted": 0.36},
        **{"difference_method": "DeLong", "n": 57, "n_positive": 24},
    }
    return pd.DataFrame([row, row | {"model": "spottune", "p_refit": np.nan, "refits": 0}])


@pytest.fixture
def spread() -> pd.DataFrame:
    rows = [
        ("forest", "dsc", "splits", 50, 0.58, 0.07, 0.44, 0.71, 57),
        ("forest", "dsc", "seeds", 1, 0.6, np.nan, np.nan, np.nan, 57),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def test_table_says_which_null_each_p_is_from(chance):
    first, second = chance_table(chance, {"forest": "Forest", "dsc": "DSC"}).to_dict("records")
    assert first == {
        "Model": "Forest",
        "Ensemble": "DSC",
        "AUC (95 % CI)": "0.660 (0.51–0.80)",
        "p, predictions fixed": "0.0200",
        "p, Holm": "0.0600",
        "p, fitted anew": "0.0350 (200 times)",
        "AUC minus that of age and sex (95 % CI)": "0.110 (−0.050 to 0.270)",
        "p, difference": "0.180",
        "p, difference, Holm": "0.360",
    }
    assert second["p, fitted anew"] == "–"
    assert "Input" in chance_table(chance, ensemble_name="Input")


def test_note_says_what_these_patients_can_show(chance):
    refitted = pd.DataFrame({"variation": ["permutation"], "trees": pd.array([200], dtype="Int64")})
    note = chance_note(chance, refitted)
    assert "n = 57 test patients (24 positive)" in note
    assert "one-sided" in note
    assert "permuted 10,000 times; Holm over the 2 rows" in note
    assert "forests with 200 trees" in note
    assert "AUCs from 0.69 (one-sided 5 %," in note
    assert "211 for an AUC of 0.60" in note
    assert "AUC 0.550" in note


def test_note_says_what_was_not_done(chance):
    note = chance_note(chance.assign(auc=np.nan, auc_clinical=np.nan, p_fixed=np.nan, n_positive=57), NOTHING)
    assert "No model was fitted anew" in note
    assert "one class" in note
    assert "no clinical baseline: nothing is trained here, or age and sex" in note
    assert "Detectable" not in note


def test_one_p_value_needs_no_adjustment(chance):
    note = chance_note(chance.head(1), NOTHING)
    assert "one p-value, which Holm leaves as it is" in note
    assert "1 rows" not in note


def test_too_few_patients_detect_nothing(chance):
    few = chance.assign(n=4, n_positive=2, minimal_detectable_auc=np.nan)
    assert "No AUC is detectable with 4 patients (2 positive)" in chance_note(few, NOTHING)


def test_spread_is_readable(spread):
    first, second = spread_table(spread).to_dict("records")
    assert (first["2.5–97.5 %"], second["2.5–97.5 %"]) == ("0.44–0.71", "–")
    assert (first["SD"], second["SD"]) == ("0.070", "–")


def test_note_says_why_a_range_is_missing(spread, chance):
    nothing = DIFFERENCES.head(0), *NO_FIGURES
    assert "2.5–97.5 %: of at least 10 AUCs." in spread_note(spread, chance, *nothing)
    assert "of at least" not in spread_note(spread.head(1), chance, *nothing)


def test_the_published_difference_stands_beside_the_spread(spread, chance):
    names = ["schmitz2024_table2", "schmitz2024_table3"]
    figures, claims, titles = published_metrics(names), published_claims(names), published_titles(names)
    differences = published_difference(figures, "Schmitz 2024", "spottune", "random")
    assert differences["dsc"] == pytest.approx(0.6124 - 0.5051)
    note = spread_note(spread, chance, DIFFERENCES, figures, claims, titles)
    assert "SD 0.062 over the same 50 splits" in note
    assert "SpotTune minus Random (Schmitz 2024, real patients, one split): −0.035 to 0.107" in note
    assert "standard error of 0.077" in note
    assert "the largest for DSC." in note
    assert "Schmitz" not in spread_note(spread, chance, DIFFERENCES.head(0), *NO_FIGURES)
    # A study that names other figures of the paper claims nothing.
    others = ["radiomics_mgmt"]
    note = spread_note(spread, chance, DIFFERENCES, published_metrics(others), published_claims(others), titles)
    assert "Schmitz" not in note


def test_where_nothing_was_repeated_the_page_says_so(tmp_path, chance):
    empty = pd.DataFrame(columns=COLUMNS)
    note = spread_note(empty, chance, DIFFERENCES.head(0), *NO_FIGURES)
    write_table_files(spread_table(empty), "Spread", note, False, tmp_path / "s.csv", tmp_path / "s.html")
    assert "No model has folds, and none was trained again" in (tmp_path / "s.html").read_text()


def test_note_names_the_method_of_the_differences_and_what_is_not_tested(chance):
    note = chance_note(chance.assign(difference_method="Zou–Donner"), NOTHING)
    assert "interval and two-sided p-value after Zou–Donner, Holm over the 2 rows." in note
    assert "DeLong" not in note and "same probability" not in note
    constant = chance.assign(p_fixed=[0.02, np.nan], difference_p=[0.18, np.nan])
    note = chance_note(constant, NOTHING)
    assert "One row predicts the same probability for all patients" in note and "is not tested" in note
    assert "one p-value, which Holm leaves as it is" in note
