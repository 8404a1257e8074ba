"""Tests between the AUCs of every two models: on the common test patients, and fold by fold in cross-validation."""

from collections.abc import Collection, Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.evaluation.comparisons import holm
from radiogenomics.evaluation.constant import is_constant
from radiogenomics.evaluation.cross_validation import fold_areas
from radiogenomics.evaluation.delong import paired_test, roc_area
from radiogenomics.evaluation.ensembles import with_labels
from radiogenomics.evaluation.metrics import ONE_CLASS
from radiogenomics.evaluation.nadeau_bengio import corrected_test

PAIRED, NADEAU_BENGIO = "paired", "Nadeau–Bengio"
COLUMNS = (
    *("test", "model_a", "model_b", "ensemble_a", "ensemble_b", "auc_a", "auc_b", "difference", "ci_low", "ci_high"),
    *("statistic", "p", "p_adjusted", "method", "n", "n_positive"),
)


def area_tests(probabilities: pd.DataFrame, external: Collection[str] = ()) -> pd.DataFrame:
    """Paired tests between all models that have an ensemble in common, on the patients that both predict.

    A model that gives everybody the same probability is left out: its AUC is 0.5 without sampling error, and a test
    against it would be one against chance.

    Args:
        probabilities: rows of `ensemble_probabilities`.
        external: models with an ensemble of their own, which are compared with every ensemble of all others.

    Returns:
        test, model_a, model_b, ensemble_a, ensemble_b, auc_a, auc_b, difference (a minus b), ci_low, ci_high,
        statistic (z), p, p_adjusted (Holm over all rows), method, n, n_positive. Where the common patients are of one
        class the numbers are empty and the method says so.

    Raises:
        InputError: two models have no patient in common.
    """
    by_name = {
        key: rows.set_index("patient_id")
        for key, rows in probabilities.groupby(["model", "ensemble"], sort=False)[
            ["patient_id", "probability", "label"]
        ]
        if not is_constant(rows["probability"])
    }
    rows = []
    for (model_a, ensemble_a), (model_b, ensemble_b) in _pairs(by_name, external):
        names = {"model_a": model_a, "model_b": model_b, "ensemble_a": ensemble_a, "ensemble_b": ensemble_b}
        first, second = by_name[model_a, ensemble_a], by_name[model_b, ensemble_b]
        rows.append({"test": PAIRED, **names, **_paired(first, second, f"{model_a} and {model_b}")})
    return with_holm(pd.DataFrame(rows, columns=list(COLUMNS)))


def cross_validation_tests(predictions: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Corrected resampled t-tests between all models on an input, over the folds that they share.

    Nadeau and Bengio 2003, Machine Learning 52:239–281, section 3: training sets of different folds overlap.

    Args:
        predictions: model, input, repeat, fold, patient_id, probability.
        labels: patient_id and label of all patients.

    Returns:
        As `area_tests`, without models that give all patients of a fold the same probability; ensembles are inputs,
        AUCs means over folds and repeats, statistic is t. Where all folds differ
        by the same amount there is no test, and the method says so. The interval's ends lie within [−1, 1].

    Raises:
        InputError: a patient has no label, or two models were not given the same patients in the same folds.
    """
    labelled = with_labels(predictions, labels)
    rows = []
    for name, of_input in labelled.groupby("input", sort=False):
        areas = {
            model: fold_areas(group, f"{model}, {name}")
            for model, group in of_input.groupby("model", sort=False)
            if (group.groupby(["repeat", "fold"])["probability"].nunique() > 1).any()
        }
        held_out = {
            model: frozenset(group[["repeat", "fold", "patient_id"]].itertuples(index=False, name=None))
            for model, group in of_input.groupby("model", sort=False)
        }
        patients = of_input.drop_duplicates("patient_id")
        share = 1 / of_input["fold"].nunique()
        for model_a, model_b in combinations(areas, 2):
            a, b = areas[model_a], areas[model_b]
            if held_out[model_a] != held_out[model_b]:
                raise InputError(f"cross-validation: {model_a} and {model_b} have other folds of {name}; run it again")
            found = corrected_test(a - b, share)
            low, high = np.clip([found.low, found.high], -1, 1)
            rows.append(
                {
                    **{"test": NADEAU_BENGIO, "model_a": model_a, "model_b": model_b},
                    **{"ensemble_a": name, "ensemble_b": name, "auc_a": a.mean(), "auc_b": b.mean()},
                    **{"difference": found.mean, "ci_low": low, "ci_high": high},
                    **{"statistic": found.t, "p": found.p, "method": found.method},
                    **{"n": len(patients), "n_positive": int(patients["label"].sum())},
                }
            )
    return with_holm(pd.DataFrame(rows, columns=list(COLUMNS)))


def with_holm(tests: pd.DataFrame) -> pd.DataFrame:
    """Tests with `p_adjusted`: Holm's adjustment over all rows that have a p-value."""
    return tests.assign(p_adjusted=holm_of_known(tests["p"]))


def holm_of_known(p: pd.Series) -> pd.Series:
    """Holm's adjustment over the p-values that are known; the others stay empty."""
    known = p.notna()
    adjusted = pd.Series(np.nan, p.index)
    if known.any():
        adjusted[known] = holm(p[known].astype(float))
    return adjusted


Key = tuple[str, str]


def _pairs(keys: Collection[Key], external: Collection[str]) -> Iterator[tuple[Key, Key]]:
    """Pairs of (model, ensemble), ensemble by ensemble: both of the same ensemble, or one of them external."""
    ensembles = list(dict.fromkeys(ensemble for _, ensemble in keys))
    by_ensemble = sorted(keys, key=lambda key: ensembles.index(key[1]))
    for first, second in combinations(by_ensemble, 2):
        if first[0] != second[0] and (first[1] == second[1] or {first[0], second[0]} & set(external)):
            yield first, second


def _paired(first: pd.DataFrame, second: pd.DataFrame, where: str) -> dict[str, object]:
    """Paired test on the patients that both models predict."""
    common = first.index.intersection(second.index)
    if common.empty:
        raise InputError(f"comparison: {where} have no test patient in common; check the ids of their predictions")
    labels = first.loc[common, "label"]
    size = {"n": len(common), "n_positive": int(labels.sum())}
    if labels.nunique() < 2:
        return {"method": ONE_CLASS, **size}
    one, other = first.loc[common, "probability"], second.loc[common, "probability"]
    found = paired_test(labels, one, other, where)
    return {
        **{"auc_a": roc_area(labels, one).auc, "auc_b": roc_area(labels, other).auc},
        **{"difference": found.value, "ci_low": found.low, "ci_high": found.high},
        **{"statistic": found.z, "p": found.p, "method": found.method, **size},
    }
