"""What the first lines answer: which model is better, whether what was planted is found, and of what to beware."""

from dataclasses import replace

import pandas as pd
import pytest

from radiogenomics.evaluation.recovery import BELOW, WITHIN
from radiogenomics.files import write_json, write_table
from radiogenomics.report.answers import at_the_threshold, cautions, compared_models, planted_effect
from radiogenomics.report.results import Results


def write_tests(folder, rows):
    columns = ["model_a", "model_b", "ensemble_a", "ensemble_b", "difference", "p_adjusted"]
    write_table(pd.DataFrame(rows, columns=columns), folder / "area_tests.csv")


def test_no_difference_between_models_is_said_with_the_lowest_p(about, folder):
    write_tests(folder, [("forest", "net", "struct", "struct", 0.2, 0.3), ("forest", "net", "dti", "dti", 0.1, 0.08)])
    [(term, text)] = compared_models(about, Results(folder))
    assert term == "Which model is better?"
    assert text == (
        "Not shown: none of 2 tests between AUCs finds a difference, p-values adjusted after Holm (the lowest is "
        "0.080)."
    )


def test_the_better_model_is_named_first_whichever_way_it_was_tested(about, folder):
    write_tests(folder, [("forest", "net", "struct", "struct", -0.2, 0.01), ("forest", "net", "dti", "dti", 0.1, 0.05)])
    [(_, text)] = compared_models(about, Results(folder))
    assert text == (
        "Shown in 1 of 2 tests between AUCs, p-values adjusted after Holm: Elastic net over Forest (Struct, AUC +0.20, "
        "p 0.010)."
    )


def test_tests_are_told_pair_by_pair_and_pairs_without_a_difference_are_named(about, folder):
    rows = [
        ("forest", "net", "struct", "struct", 0.2, 0.01),
        ("forest", "net", "dti", "dti", 0.1, 0.0001),
        ("net", "random", "struct", "struct", 0.1, 0.2),
        ("random", "forest", "struct", "struct", 0.1, 0.04),
    ]
    write_tests(folder, rows)
    simulated = replace(about, simulated=True, weights="those of a toy")
    [(_, text)] = compared_models(simulated, Results(folder))
    assert text == (
        "Shown in 3 of 4 tests between AUCs, p-values adjusted after Holm: Forest over Elastic net (Struct, DTI, AUC "
        "+0.10 to +0.20, p < 0.001 to 0.010); random over Forest (Struct, AUC +0.10, p 0.040). In no test: Elastic net "
        "and random. Transferred weights: those of a toy. What they gain on real patients, simulated ones do not tell."
    )


def test_tests_between_inputs_of_one_model_compare_no_models(about, folder):
    write_tests(folder, [("forest", "forest", "struct", "dti", 0.2, 0.001)])
    assert compared_models(about, Results(folder)) == []
    assert compared_models(about, Results(folder / "elsewhere")) == []


@pytest.mark.parametrize(("p", "words"), [(0.5, "Not shown: the test between"), (0.001, "Shown: Forest over Elastic")])
def test_one_test_is_not_called_several(about, folder, p, words):
    write_tests(folder, [("forest", "net", "struct", "struct", 0.2, p)])
    [(_, text)] = compared_models(about, Results(folder))
    assert text.startswith(words) and "Holm" not in text


def test_planted_effect_counts_what_was_found_and_names_it(about, folder):
    assert planted_effect(about, Results(folder)) == []
    rows = [("Forest", "Struct", WITHIN), ("Forest", "DTI", WITHIN), ("Elastic net", "Struct", BELOW)]
    write_table(pd.DataFrame(rows, columns=["Network", "Ensemble", "Verdict"]), folder / "tables" / "recovery.csv")
    [(term, text)] = planted_effect(about, Results(folder))
    assert term == "Planted effect"
    assert "found in 2 of 3 combinations of model and input" in text
    assert text.endswith("): Forest (Struct, DTI); 1 are below the ideal observer.")


def test_an_auc_stands_with_what_its_threshold_does(folder):
    rows = [("forest", "struct", "SEN", 0.0), ("forest", "struct", "SPE", 1.0), ("net", "struct", "SEN", 0.7)]
    columns = ["model", "ensemble", "metric", "value"]
    write_table(pd.DataFrame(rows, columns=columns), folder / "metrics.csv")
    write_table(pd.DataFrame([("forest", "struct", "Brier skill", -0.04)], columns=columns), folder / "calibration.csv")
    text = at_the_threshold(Results(folder), {"model": "forest", "ensemble": "struct"})
    assert text == " At the threshold of the table: sensitivity 0.00, specificity 1.00, Brier skill −0.04."


def test_trainings_without_an_eligible_epoch_are_counted(about, folder):
    for fold, rule in enumerate(["criterion", "last_epoch", "last_epoch"]):
        write_json({"rule": rule}, folder / f"training/forest/struct/fold{fold}/selection.json")
    write_json({"rule": "criterion"}, folder / "training/net/struct/fold0/selection.json")
    [(term, text)] = cautions(about, Results(folder))
    assert term == "Beware"
    assert text.endswith("so that the last stands: Forest 2 of 3.")


def test_an_auc_reliably_below_chance_is_flagged(about, folder):
    assert cautions(replace(about, models={}), Results(folder)) == []
    columns = ["model", "ensemble", "metric", "value", "ci_high", "method"]
    rows = [("forest", "struct", "AUC", 0.2, 0.49, "DeLong"), ("net", "struct", "AUC", 0.3, 0.5, "DeLong")]
    write_table(pd.DataFrame(rows, columns=columns), folder / "metrics.csv")
    [(_, text)] = cautions(about, Results(folder))
    assert text.endswith("(look for labels the wrong way round): Forest, Struct 0.20.")
