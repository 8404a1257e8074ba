import pandas as pd
import pytest

from radiogenomics.evaluation.published import published_metrics
from radiogenomics.evaluation.published_index import tables_of_all_papers
from radiogenomics.evaluation.published_verdicts import judge


def table(figures: dict[str, str], positive=24, negative=33, runs=1, **columns) -> pd.DataFrame:
    rows = pd.DataFrame({"metric": list(figures), "printed": list(figures.values())})
    known = {"paper": "a", "model": "m", "ensemble": "e", "test_set": "", "n_positive": positive, "runs": runs}
    return rows.assign(value=rows["printed"].astype(float), **known, n_negative=negative, n=57).assign(**columns)


@pytest.fixture(scope="module")
def others() -> pd.DataFrame:
    papers = [name for name in tables_of_all_papers() if not name.startswith(("schmitz", "vandervoort"))]
    return published_metrics(papers).set_index(["paper", "model", "ensemble", "metric"]).sort_index()


def test_possible_figures_come_with_their_one_confusion_matrix():
    verdict = judge(table({"SEN": "0.5000", "SPE": "0.6061", "AUC": "0.6124", "AP": "0.5842"}))
    assert verdict["attainable"].tolist() == [True, True, True, pd.NA]
    assert verdict["reason"][0] == "TP 12, FP 13, FN 12, TN 20"
    assert verdict.loc[0, ["called", "called_negative", "positives"]].tolist() == [25, 32, 24]


def test_figure_impossible_alone_says_of_how_many_patients():
    verdict = judge(table({"SEN": "0.6700", "SPE": "0.6061"}))
    assert verdict["attainable"].tolist() == [False, True]
    assert verdict["reason"][0] == "cannot be the SEN of 24 + 33 patients"


def test_the_one_figure_that_contradicts_the_others_is_named():
    verdict = judge(table({"SEN": "0.500", "SPE": "0.606", "ACC": "0.632", "PPV": "0.480"}))
    assert verdict["attainable"].tolist() == [True, True, False, True]
    assert "without ACC they agree, ACC would be 0.561" in verdict["reason"][2]


def test_two_figures_that_contradict_each_other_are_both_impossible():
    verdict = judge(table({"SEN": "0.5000", "PPV": "0.9412"}, positive=24, negative=33))
    assert verdict["attainable"].tolist() == [False, False]


def test_auc_outside_the_bounds_of_its_own_operating_point_is_impossible():
    verdict = judge(table({"SEN": "0.5000", "SPE": "0.5152", "AUC": "0.8801"}))
    assert verdict["attainable"].tolist() == [True, True, False]
    assert "no ROC curve" in verdict["reason"][2]


def test_without_numbers_of_patients_nothing_is_said():
    verdict = judge(table({"SEN": "0.67", "AUC": "0.70"}, positive=None, negative=None).assign(n=float("nan")))
    assert verdict["attainable"].isna().all()
    assert (verdict["reason"] == "numbers of patients not published").all()


def test_all_figures_of_schmitz_are_possible_alone_and_together():
    metrics = published_metrics(tables_of_all_papers()).query("paper == 'Schmitz 2024'")
    assert metrics.loc[metrics["metric"] != "AP", "attainable"].all()
    assert metrics.loc[metrics["metric"] == "AP", "attainable"].isna().all()


def test_specificity_of_mackinnons_best_network_is_the_one_that_cannot_be(others):
    rows = others.loc[("MacKinnon", "ResNeXt, fine-tuned")].droplevel(0)
    assert rows.index[~rows["attainable"].astype(bool)].tolist() == ["SPE"]
    assert "SPE would be 0.970" in rows.loc["SPE", "reason"]
    mackinnon = others.loc["MacKinnon"]
    assert mackinnon.loc[mackinnon.index.get_level_values("model") != "ResNeXt, fine-tuned", "attainable"].all()


def test_models_on_one_test_set_that_need_different_classes_are_told(others):
    twin, experts = (others.loc[("Lyu", name, "both", "ACC")] for name in ("twin_tower", "mixture"))
    assert twin["attainable"] and experts["attainable"]
    assert "needs 16 positive patients, but on the same test set: Mixture of experts 13" in twin["reason"]
    assert "always naming the larger class gives 0.800" in twin["reason"]
    assert "needs 13 positive patients, but on the same test set: Twin tower 16" in experts["reason"]


def test_accuracies_that_20_patients_cannot_have(others):
    for model, read in (("image_tower", "images"), ("gene_tower", "expression")):
        assert not others.loc[("Lyu", model, read, "ACC"), "attainable"]


def test_accuracy_of_table_2_is_no_share_of_the_53_of_figure_7(others):
    assert others.loc[("Spoorthy 2023", "EfficientNetB0, fine-tuned", "T1w"), "attainable"].all()
    assert not others.loc[("Spoorthy 2023", "EfficientNetB0, fine-tuned (Table II)", "T1w", "ACC"), "attainable"]


def test_mean_dice_of_the_2_5_d_network_is_not_that_of_its_classes(others):
    means = others.xs("Dice", level="metric")["attainable"].dropna()
    assert means[~means.astype(bool)].index.tolist() == [("TU Berlin", "2.5-D U-Net", "mean of NCR, ED, ET")]


def test_published_figures_of_the_multitask_network_are_one_confusion_matrix_of_217():
    rows = published_metrics(("vandervoort2023_idh",)).set_index("metric")
    assert rows["attainable"].all()
    assert rows.loc["ACC", "reason"].startswith("TP 63, FP 9, FN 25, TN 120")
