import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.comparison_tables import comparison_note, comparison_table
from radiogenomics.evaluation.comparisons import compare_models
from radiogenomics.evaluation.ensembles import measure
from radiogenomics.evaluation.published import published_comparisons, published_metrics
from radiogenomics.evaluation.published_and_ours import published_and_ours, published_tests_and_ours
from radiogenomics.evaluation.published_index import (
    COMPARISONS,
    FOLDER,
    IMITATED,
    METRICS,
    published_claims,
    published_index,
    published_tables,
    published_titles,
    tables_of_all_papers,
    tables_with,
)
from radiogenomics.evaluation.published_table import published_note, published_table
from radiogenomics.evaluation.tables import metrics_note, metrics_table
from radiogenomics.files import read_table

NOT_TABLES = {"index", "titles", "claims", "headlines"}


def test_every_file_is_in_the_index_and_names_the_paper_that_it_says():
    index = published_index()
    assert set(index.index) == {path.stem for path in FOLDER.glob("*.csv")} - NOT_TABLES
    assert index.index.is_unique and index.drop(columns="repeats").ne("").all(axis=None)
    for name in tables_with(index.index, METRICS):
        assert set(read_table(FOLDER / f"{name}.csv")["paper"]) == {index.loc[name, "paper"]}
    for name in tables_with(index.index, COMPARISONS):
        assert set(read_table(FOLDER / f"{name}.csv")["paper"]) == {index.loc[name, "paper"]}
    assert set(index.loc[index["repeats"] != "", "repeats"]) <= set(index.index)


def test_all_papers_are_shown_once():
    figures = published_metrics(tables_of_all_papers())
    assert not figures.duplicated(["paper", "test_set", "model", "ensemble", "metric"]).any()
    assert set(figures["paper"]) == set(published_index()["paper"])
    assert "radiomics_mgmt" not in tables_of_all_papers()


@pytest.mark.parametrize("source", ["upenn_gbm", "simulated"])
@pytest.mark.parametrize("label", ["MGMT", "mgmt"])
def test_tables_of_the_label_and_cohort_match_and_so_do_patients_who_imitate_them(schmitz, source, label):
    assert published_tables(schmitz, label, source, ["Methylated"]) == (list(schmitz), [])
    assert published_tables(schmitz, label, source, ["1"]) == published_tables(schmitz, label, source)


@pytest.mark.parametrize(
    ("label", "source", "positive", "why"),
    [
        ("IDH", "upenn_gbm", ["Mutated"], "its label is MGMT, that of this study IDH"),
        ("IDH", "simulated", [], "its label is MGMT, that of this study IDH; its patients are of upenn_gbm"),
        ("MGMT", "rsna_miccai", [], "its patients are of upenn_gbm, those of this study of rsna_miccai"),
        ("MGMT", "own", ["1"], "its patients are of upenn_gbm, those of this study of own"),
        ("MGMT", "upenn_gbm", ["Unmethylated"], "its positive class is Methylated, that of this study Unmethylated"),
        ("MGMT", "upenn_gbm", ["above the median"], "its positive class is Methylated"),
    ],
)
def test_what_does_not_match_is_left_out_and_said(schmitz, label, source, positive, why):
    names, left_out = published_tables(schmitz, label, source, positive)
    assert names == [] and len(left_out) == len(schmitz)
    for name, sentence in zip(schmitz, left_out, strict=True):
        assert sentence.startswith(f"Published figures {name} (Schmitz 2024) do not stand here: {why}")


def test_simulated_patients_imitate_no_other_label_or_cohort():
    assert IMITATED["simulated"] == {"mgmt": "upenn_gbm", "segmentation": "brats2021"}
    for name in published_index().query("cohort != 'upenn_gbm' and label != 'Segmentation'").index:
        assert published_tables([name], published_index().loc[name, "label"], "simulated").names == []


def test_nothing_stands_with_patients_of_whom_nobody_says_where_they_are_from():
    names, left_out = published_tables(["vandervoort2023_idh"], "IDH mutation", None, ["1"])
    assert names == []
    assert left_out[0].endswith("the study does not say that its patients are of tcga; set `patients_of`.")


@pytest.mark.parametrize("source", ["tcga", "simulated_tcga"])
def test_a_class_of_several_values_is_that_of_the_paper_where_all_are_among_its_own(source):
    def shown(*positive):
        return published_tables(["lyu_response"], "Response to therapy", source, positive)

    for positive in (("Complete Response", "Partial Response"), ("Complete Remission/Response",), ("1",)):
        assert shown(*positive) == (["lyu_response"], [])
    names, (sentence,) = shown("Complete Response", "Stable Disease")
    assert names == [] and sentence.endswith("that of this study Complete Response or Stable Disease.")


def test_nothing_named_gives_nothing_and_an_unknown_name_is_refused():
    assert published_tables((), "MGMT", "upenn_gbm") == ([], [])
    with pytest.raises(InputError, match=r"no table 'schmitz2024_table6' \(nearest: 'schmitz2024_table5'\)"):
        published_tables(["schmitz2024_table6"], "MGMT", "upenn_gbm")


def test_titles_and_claims_are_those_of_the_papers_that_are_named(schmitz):
    assert published_titles(schmitz)["dsc_dti"] == "DSC+DTI"
    assert published_titles(["mackinnon_idh"]) == {} and published_titles(()) == {}
    assert published_claims(schmitz).to_numpy().tolist() == [["Schmitz 2024", "spottune", "random"]]
    assert published_claims(["mackinnon_idh"]).empty and published_claims(()).empty
    figures = published_metrics(tables_of_all_papers())
    for claim in published_claims(published_index().index).itertuples():
        of_paper = figures[figures["paper"] == claim.paper]
        assert {claim.model_a, claim.model_b} <= set(of_paper["model"])


def test_a_study_of_another_label_with_the_same_models_gets_no_published_figure_anywhere(make_predictions, schmitz):
    """IDH on UPENN-GBM with models of the same names once had MGMT's published AUCs and p-values beside its own."""
    names, left_out = published_tables(schmitz, "IDH", "upenn_gbm", ["Mutated"])
    figures, tests = published_metrics(names), published_comparisons(names)
    metrics = measure(make_predictions(), seed=42, published=figures, draws=200)
    assert metrics["published"].isna().all()
    shown = metrics_table(metrics)
    assert not [name for name in shown if "ublished" in name]
    comparisons = compare_models(make_predictions())
    assert not [name for name in comparison_table(comparisons, published=tests) if "ublished" in name]
    ours = published_and_ours(figures, metrics)
    assert ours.empty and published_tests_and_ours(tests, comparisons).empty and published_table(ours).empty
    assert published_claims(names).empty
    notes = [metrics_note(metrics, figures, left_out), published_note(ours, tests, left_out=left_out)]
    for note in notes:
        assert note.count("its label is MGMT, that of this study IDH") == len(schmitz)
        assert "arithmetically" not in note and "0.9" not in note
    assert "ublished" not in comparison_note(comparisons, published=tests)
