import pandas as pd

from radiogenomics.evaluation.comparisons import compare_models
from radiogenomics.evaluation.published import published_comparisons, published_metrics
from radiogenomics.evaluation.published_and_ours import published_and_ours, published_tests_and_ours
from radiogenomics.evaluation.published_index import tables_of_all_papers
from radiogenomics.evaluation.published_table import published_note, published_table

OURS = pd.DataFrame(
    [("spottune", "dsc", "AUC", 0.61234, 0.45, 0.77)],
    columns=["model", "ensemble", "metric", "value", "ci_low", "ci_high"],
)
EVERYTHING = published_metrics(tables_of_all_papers())
FIGURES = EVERYTHING.query("paper == 'Schmitz 2024'")
TESTS = published_comparisons(["schmitz2024_table5"])


def test_one_row_per_figure_with_both_intervals(titles):
    table = published_table(published_and_ours(FIGURES, OURS), {**titles, "dsc": "Perfusion"})
    first = table.iloc[0]
    assert (first["Model"], first["Ensemble"], first["Metric"]) == ("SpotTune", "Perfusion", "AUC")
    assert first["Published (95 % CI)"] == "0.6124 (0.46–0.74)"
    assert first["Ours (95 % CI)"] == "0.612 (0.45–0.77)"
    assert first["Patients (positive)"] == "57 (24)"
    assert first["Possible"] == "yes"
    assert table.iloc[1]["Ours (95 % CI)"] == "–"
    assert not {"Paper", "Test set"} & set(table)


def test_p_values_name_both_models(make_predictions, titles):
    table = published_table(published_tests_and_ours(TESTS, compare_models(make_predictions())), titles)
    row = table[(table["Ensemble"] == "Struct") & (table["Model"] == "SpotTune, Transfer")].iloc[0]
    assert (row["Metric"], row["Published (95 % CI)"], row["Patients (positive)"]) == ("Nemenyi p", "0.876", "57")
    assert row["Ours (95 % CI)"] == "–"


def test_page_of_all_papers_has_no_column_of_ours():
    table = published_table(published_and_ours(EVERYTHING), ours=False)
    assert not [name for name in table if "Ours" in name]
    assert "TCGA, 1p/19q codeletion" in set(table["Test set"])
    assert table["Paper"].nunique() == 6
    assert set(table["Possible"]) == {"yes", "no", "not known"}
    assert not table.isna().any(axis=None)


def test_without_ours_a_study_of_one_paper_shows_what_was_published_and_no_more():
    both = published_table(published_and_ours(FIGURES, OURS))
    alone = published_table(published_and_ours(FIGURES, OURS), ours=False)
    pd.testing.assert_frame_equal(alone, both.drop(columns="Ours (95 % CI)"))


def test_note_counts_what_is_possible_and_says_where_the_counts_are_from(titles):
    of_schmitz = published_note(published_and_ours(FIGURES))
    assert "bounds the AUC, taken to be without ties" in of_schmitz
    assert "70 of 70 that can be checked are possible, of 23 it cannot be said" in of_schmitz
    assert "Numbers of patients:" not in of_schmitz
    assert "Best overall" not in of_schmitz
    assert "Best overall" in published_note(published_and_ours(FIGURES), TESTS, titles)
    of_others = published_note(published_and_ours(EVERYTHING.query("paper != 'Schmitz 2024'")))
    assert "MacKinnon: 70 patients are printed; of all divisions into classes only 26 and 44" in of_others
    assert "51 of 61 that can be checked are possible" in of_others


def test_where_all_tables_were_left_out_the_note_says_why():
    figures = published_and_ours(published_metrics(()), OURS)
    assert len(published_table(figures)) == 0
    note = published_note(figures, published_comparisons(()), left_out=["It is of MGMT."])
    assert note == "No published figures stand here. It is of MGMT."
    assert published_note(published_and_ours(FIGURES), left_out=["It is of MGMT."]).endswith(
        "have none. It is of MGMT."
    )
