import numpy as np
import pandas as pd
import pytest

from radiogenomics.evaluation.comparison_tables import comparison_note, comparison_table, p_text
from radiogenomics.evaluation.comparisons import compare_models
from radiogenomics.evaluation.published import published_comparisons
from radiogenomics.files import read_table, write_table

PUBLISHED = published_comparisons(["schmitz2024_table5"])


def test_comparison_table_shows_both_rankings(make_predictions, titles):
    comparisons = compare_models(make_predictions())
    table = comparison_table(comparisons, titles)
    assert list(table["Ensemble"]) == ["DSC"] * 6 + ["DTI"] * 6 + ["Best overall"] * 6
    assert list(table["Ranked probability"]) == (["true class"] * 3 + ["raw"] * 3) * 3
    for ranked, title in (("true_class_probability", "true class"), ("probability", "raw")):
        shown, expected = table[table["Ranked probability"] == title], comparisons[comparisons["ranked"] == ranked]
        assert list(shown["Nemenyi p"]) == [p_text(p) for p in expected.loc[expected["test"] == "nemenyi", "p"]]
        assert list(shown["Friedman p"][::3]) == [p_text(p) for p in expected.loc[expected["test"] == "friedman", "p"]]


def test_published_p_values_stand_beside_the_ranking_they_possibly_come_from(make_predictions, titles):
    both = comparison_table(compare_models(make_predictions()), titles, PUBLISHED)
    columns = ["Friedman p published", "Published possible", "Nemenyi p published"]
    assert (both.loc[both["Ranked probability"] == "true class", columns] == "–").all(axis=None)
    table = both[both["Ranked probability"] == "raw"].reset_index()
    assert list(table["Models compared"][:3]) == ["SpotTune, Random", "SpotTune, Transfer", "Random, Transfer"]
    assert list(table["Nemenyi p published"][:3]) == ["0.177", "0.900", "0.147"]
    assert list(table["Friedman p published"][[0, 3, 6]]) == ["0.108", "0.128", "0.0636"]
    assert list(table["Published possible"][[0, 3, 6]]) == ["yes", "yes", "no"]


def test_comparison_table_without_published_values(make_predictions):
    table = comparison_table(compare_models(make_predictions(), ["dsc"]))
    assert len(table) == 6
    assert not [name for name in table if "ublished" in name]


def test_table_is_the_same_from_the_file(make_predictions, tmp_path):
    comparisons = compare_models(make_predictions())
    write_table(comparisons, tmp_path / "comparisons.csv")
    pd.testing.assert_frame_equal(
        comparison_table(read_table(tmp_path / "comparisons.csv")), comparison_table(comparisons)
    )


def test_comparison_note_says_what_was_ranked(make_predictions):
    note = comparison_note(compare_models(make_predictions(), ["dsc"]), published=PUBLISHED)
    assert "true class" in note
    assert "higher, not better" in note
    assert (
        "(Schmitz 2024, Table 5) stand with the ranking of the raw probability: what the paper ranked is not said"
        in note
    )
    assert "n = 57" in note


@pytest.mark.parametrize(
    ("p", "text"), [(0.00606, "0.00606"), (0.9, "0.900"), (1.0, "1.00"), (3e-7, "< 0.0001"), (None, "–"), (np.nan, "–")]
)
def test_p_values_have_three_digits(p, text):
    assert p_text(p) == text


def test_note_says_where_the_published_table_contradicts_itself_and_only_beside_published_values(
    make_predictions, titles
):
    comparisons = compare_models(make_predictions(), ["dsc"])
    note = comparison_note(comparisons, titles, PUBLISHED)
    assert "Best overall repeats the Nemenyi p-values of DSC+DTI+Struct" in note
    assert "p-values of SpotTune and Transfer, the largest of each family" in note
    assert "repeats" not in comparison_note(comparisons, titles)
    assert "ublished" not in comparison_note(comparisons, titles)


def test_table_and_note_of_two_models_speak_of_wilcoxons_test_alone(make_predictions):
    comparisons = compare_models(make_predictions({"spottune": 2.0, "random": 0.0}))
    table, note = comparison_table(comparisons, published=PUBLISHED), comparison_note(comparisons, published=PUBLISHED)
    assert list(table) == [
        *("Ensemble", "Ranked probability", "Models compared", "Mean ranks", "Wilcoxon p", "Wilcoxon p (Holm)"),
    ]
    assert list(table["Wilcoxon p"]) == [p_text(p) for p in comparisons["p"]]
    assert (table["Models compared"] == "spottune, random").all()
    assert "Wilcoxon's signed-rank test of two models" in note and "Nemenyi" not in note
    assert note.endswith(
        "Published p-values (Schmitz 2024) of other models, or of more or fewer of them, do not stand here."
    )


@pytest.mark.parametrize("models", [("spottune", "random", "mine"), ("spottune", "random", "transfer", "mine")])
def test_published_p_values_do_not_stand_beside_those_of_other_models(make_predictions, models):
    comparisons = compare_models(make_predictions(dict.fromkeys(models, 0.5)))
    assert not [name for name in comparison_table(comparisons, published=PUBLISHED) if "ublished" in name]
    note = comparison_note(comparisons, published=PUBLISHED)
    assert "do not stand here" in note and "0.9" not in note
