import numpy as np
import pandas as pd
import pytest

from radiogenomics.controls.chance import COLUMNS, chance, refit_p
from radiogenomics.controls.detectable import minimal_detectable_auc
from radiogenomics.controls.permutation import permutation_test
from radiogenomics.controls.refit import joined
from radiogenomics.evaluation.delong import paired_difference, paired_test, roc_area

LABELS = np.repeat([1, 0], [24, 33])
PATIENTS = [f"P{i:02d}" for i in range(57)]
NO_REFITS = joined([])


def scores(strength, seed=0):
    return 1 / (1 + np.exp(-np.random.default_rng(seed).normal(size=57) - strength * LABELS))


@pytest.fixture
def probabilities() -> pd.DataFrame:
    parts = [
        pd.DataFrame({"model": model, "ensemble": "dsc", "patient_id": PATIENTS, "probability": found, "label": LABELS})
        for model, found in (("good", scores(2.0)), ("poor", scores(0.0, 1)), ("constant", np.full(57, 0.4)))
    ]
    return pd.concat(parts, ignore_index=True)


@pytest.fixture
def clinical() -> pd.DataFrame:
    return pd.DataFrame({"patient_id": PATIENTS, "probability": scores(0.3, 2)}).sample(frac=1, random_state=0)


def test_every_row_is_held_against_chance(probabilities, clinical):
    table = chance(probabilities, clinical, NO_REFITS, 2000, seed=1)
    assert tuple(table.columns) == COLUMNS
    good, poor, constant = table.to_dict("records")
    assert good["p_fixed"] == permutation_test(LABELS, scores(2.0), 2000, 1).p == 1 / 2001
    assert good["p_fixed_adjusted"] == pytest.approx(2 / 2001)
    assert poor["p_fixed_adjusted"] > 0.05
    assert (constant["auc"], constant["permutations"], constant["difference_method"]) == (0.5, 0, None)
    untested = ["ci_low", "p_fixed", "p_fixed_adjusted", "difference_clinical", "difference_p_adjusted"]
    assert np.isnan([constant[name] for name in untested]).all()
    assert (good["auc"], good["ci_low"], good["ci_high"]) == roc_area(LABELS, scores(2.0))[:3]
    assert good["minimal_detectable_auc"] == minimal_detectable_auc(24, 33)
    assert (good["n"], good["n_positive"], good["permutations"], good["refits"]) == (57, 24, 2000, 0)
    assert np.isnan(good["p_refit"])


def test_the_clinical_baseline_is_paired_by_patient(probabilities, clinical):
    row = chance(probabilities, clinical, NO_REFITS, 100, seed=1).iloc[0]
    expected = paired_difference(LABELS, scores(2.0), scores(0.3, 2))
    found = row[["difference_clinical", "difference_low", "difference_high"]].to_list()
    assert found == pytest.approx(list(expected))
    assert row["auc_clinical"] == roc_area(LABELS, scores(0.3, 2)).auc


def test_the_difference_from_the_baseline_is_adjusted_for_the_number_of_rows(probabilities, clinical):
    good, poor, _ = chance(probabilities, clinical, NO_REFITS, 100, seed=1).to_dict("records")
    p = paired_test(LABELS, scores(2.0), scores(0.3, 2)).p
    assert good["difference_p"] == pytest.approx(p) and good["difference_p_adjusted"] == pytest.approx(2 * p)
    assert poor["difference_p_adjusted"] == max(poor["difference_p"], good["difference_p_adjusted"])
    assert good["difference_method"] == "DeLong"


def test_without_a_clinical_baseline_its_columns_are_empty(probabilities, clinical):
    table = chance(probabilities, clinical.head(0), NO_REFITS, 100, seed=1)
    assert table[["auc_clinical", "difference_clinical", "difference_low", "difference_high"]].isna().all(axis=None)


def test_refitted_classifiers_are_held_against_their_own_refit(probabilities, clinical):
    rows = [("observed", "good", 0.8), *[("permutation", "good", auc) for auc in (0.5, 0.6, 0.8, 0.4)]]
    # Of networks, only the permuted trainings are known: they are held against the study's own AUC.
    rows += [("permutation", "poor", 0.99), ("permutation", "poor", 0.01), ("seed", "constant", 0.5)]
    refitted = pd.DataFrame(rows, columns=["variation", "model", "auc"]).assign(ensemble="dsc")
    table = chance(probabilities, clinical, refitted, 100, seed=1).set_index("model")
    assert table.loc["good", "p_refit"] == 2 / 5
    assert table.loc["poor", "p_refit"] == 2 / 3
    assert table["refits"].to_list() == [4, 2, 0]


def test_refit_p_counts_ties_and_is_never_0():
    assert refit_p(0.7, np.array([0.7, 0.6])) == 2 / 3
    assert refit_p(0.7, np.full(99, 0.5)) == 0.01
    assert np.isnan(refit_p(0.7, np.array([])))


def test_b22_test_patients_of_one_class_have_empty_cells(probabilities, clinical):
    table = chance(probabilities.assign(label=1), clinical, NO_REFITS, 100, seed=1)
    defined = ["model", "ensemble", "permutations", "refits", "n", "n_positive"]
    assert table.drop(columns=defined).isna().all(axis=None)
    assert (table["permutations"] == 0).all()
    assert (table["n_positive"] == 57).all()
