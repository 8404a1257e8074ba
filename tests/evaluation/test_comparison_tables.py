import numpy as np
import pandas as pd
import pytest

from radiogenomics.evaluation.comparison_tables import comparison_note, comparison_table, p_text
from radiogenomics.evaluation.comparisons import compare_models
from radiogenomics.files import read_table, write_table


def test_comparison_table_shows_both_rankings(make_predictions):
    comparisons = compare_models(make_predictions())
    table = comparison_table(comparisons)
    assert list(table["Ensemble"]) == ["DSC"] * 6 + ["DTI"] * 6 + ["Best overall"] * 6
    assert list(table["Ranked probability"]) == (["true class"] * 3 + ["raw"] * 3) * 3
    for ranked, title in (("true_class_probability", "true class"), ("probability", "raw")):
        shown, expected = table[table["Ranked probability"] == title], comparisons[comparisons["ranked"] == ranked]
        assert list(shown["Nemenyi p"]) == [p_text(p) for p in expected.loc[expected["test"] == "nemenyi", "p"]]
        assert list(shown["Friedman p"][::3]) == [p_text(p) for p in expected.loc[expected["test"] == "friedman", "p"]]


def test_published_p_values_stand_beside_the_ranking_they_possibly_come_from(make_predictions):
    both = comparison_table(compare_models(make_predictions()))
    columns = ["Friedman p published", "Published possible", "Nemenyi p published"]
    assert (both.loc[both["Ranked probability"] == "true class", columns] == "–").all(axis=None)
    table = both[both["Ranked probability"] == "raw"].reset_index()
    assert list(table["Models compared"][:3]) == ["SpotTune, Random", "SpotTune, Transfer", "Random, Transfer"]
    assert list(table["Nemenyi p published"][:3]) == ["0.177", "0.900", "0.147"]
    assert list(table["Friedman p published"][[0, 3, 6]]) == ["0.108", "0.128", "0.0636"]
    assert list(table["Published possible"][[0, 3, 6]]) == ["yes", "yes", "no"]


def test_comparison_table_without_published_values(make_predictions):
    table = comparison_table(compare_models(make_predictions(), ["dsc"]), published=False)
    assert len(table) == 6
    assert not [name for name in table if "ublished" in name]


def test_table_is_the_same_from_the_file(make_predictions, tmp_path):
    comparisons = compare_models(make_predictions())
    write_table(comparisons, tmp_path / "comparisons.csv")
    pd.testing.assert_frame_equal(
        comparison_table(read_table(tmp_path / "comparisons.csv")), comparison_table(comparisons)
    )


def test_comparison_note_says_what_was_ranked(make_predictions):
    note = comparison_note(compare_models(make_predictions(), ["dsc"]))
    assert "true class" in note
    assert "higher, not better" in note
    assert "What the paper ranked is not said" in note
    assert "n = 57" in note


@pytest.mark.parametrize(
    ("p", "text"), [(0.00606, "0.00606"), (0.9, "0.900"), (1.0, "1.00"), (3e-7, "< 0.0001"), (None, "–"), (np.nan, "–")]
)
def test_p_values_have_three_digits(p, text):
    assert p_text(p) == text


def test_note_says_where_the_published_table_contradicts_itself_and_only_beside_published_values(make_predictions):
    comparisons = compare_models(make_predictions(), ["dsc"])
    assert "Best overall repeats the Nemenyi p-values of DSC+DTI+Struct" in comparison_note(comparisons)
    assert "repeats" not in comparison_note(comparisons, published=False)
