"""Whether each result is better than chance, and than age and sex: the rows of chance.csv."""

import numpy as np
import pandas as pd

from radiogenomics.controls.detectable import minimal_detectable_auc
from radiogenomics.controls.permutation import permutation_test
from radiogenomics.controls.refit import OBSERVED, PERMUTATION
from radiogenomics.evaluation.area_tests import holm_of_known
from radiogenomics.evaluation.constant import is_constant, model_area
from radiogenomics.evaluation.delong import paired_test, roc_area

ROUNDING = 1e-12
COLUMNS = (
    *("model", "ensemble", "auc", "ci_low", "ci_high", "p_fixed", "p_fixed_adjusted", "permutations", "p_refit"),
    *("refits", "minimal_detectable_auc", "auc_clinical", "difference_clinical", "difference_low", "difference_high"),
    *("difference_p", "difference_p_adjusted", "difference_method", "n", "n_positive"),
)


def chance(
    probabilities: pd.DataFrame, clinical: pd.DataFrame, refitted: pd.DataFrame, permutations: int, seed: int
) -> pd.DataFrame:
    """AUC of every model and ensemble held against chance and against the clinical baseline.

    A model that gives everybody the same probability has an AUC of 0.5 whoever the patients are: it is not tested, and
    no p-value is adjusted for it.

    Args:
        probabilities: rows of `ensemble_probabilities`.
        clinical: patient_id and probability of the clinical baseline; no rows where there is none.
        refitted: variation, model, ensemble, auc of models that were fitted anew; may be empty.
        permutations: permutations of the test labels.
        seed: seed of the permutations.

    Returns:
        model, ensemble, auc, ci_low, ci_high, p_fixed (labels permuted, predictions fixed; one-sided), p_fixed_adjusted
        (Holm over all rows), permutations, p_refit (fitted anew to permuted labels), refits, minimal_detectable_auc,
        auc_clinical, difference_clinical (AUC minus that of the clinical baseline), difference_low, difference_high,
        difference_p (two-sided), difference_p_adjusted (Holm over all rows), difference_method, n, n_positive. Empty
        where it is not defined (test patients of one class) or was not made.
    """
    rows = []
    for (model, ensemble), patients in probabilities.groupby(["model", "ensemble"], sort=False):
        own = refitted[(refitted["model"] == model) & (refitted["ensemble"] == ensemble)]
        where = f"{model}, {ensemble}"
        rows.append(
            {
                **{"model": model, "ensemble": ensemble},
                **_against_chance(patients, permutations, seed, where),
                **_refitted(own, patients),
                **_against_clinical(patients, clinical, where),
                **{"n": len(patients), "n_positive": int(patients["label"].sum())},
            }
        )
    table = pd.DataFrame(rows)
    adjusted = {f"{name}_adjusted": holm_of_known(table[name]) for name in ("p_fixed", "difference_p")}
    return table.assign(**adjusted)[list(COLUMNS)]


def refit_p(observed: float, permuted: np.ndarray) -> float:
    """One-sided p-value of an AUC among those of models that were fitted to permuted labels; NaN without any."""
    if len(permuted) == 0:
        return np.nan
    return (1 + np.count_nonzero(permuted >= observed - ROUNDING)) / (1 + len(permuted))


def _against_chance(patients: pd.DataFrame, permutations: int, seed: int, where: str) -> dict[str, float]:
    names = ("auc", "ci_low", "ci_high", "p_fixed", "permutations", "minimal_detectable_auc")
    labels = patients["label"]
    if labels.nunique() < 2:
        return dict.fromkeys(names, np.nan) | {"permutations": 0}
    area = model_area(labels, patients["probability"], where)
    constant = is_constant(patients["probability"])
    p = np.nan if constant else permutation_test(labels, patients["probability"], permutations, seed, where).p
    detectable = minimal_detectable_auc(int(labels.sum()), int((1 - labels).sum()))
    values = (area.auc, area.ci_low, area.ci_high, p, 0 if constant else permutations, detectable)
    return dict(zip(names, values, strict=True))


def _refitted(own: pd.DataFrame, patients: pd.DataFrame) -> dict[str, float]:
    """p-value of the refits; of networks, which have no row `observed`, the study's own AUC is held against them."""
    permuted = own.loc[own["variation"] == PERMUTATION, "auc"].to_numpy(dtype=float)
    observed = own.loc[own["variation"] == OBSERVED, "auc"]
    if len(permuted) and observed.empty:
        observed = [roc_area(patients["label"], patients["probability"]).auc]
    return {"p_refit": refit_p(next(iter(observed), np.nan), permuted), "refits": len(permuted)}


def _against_clinical(patients: pd.DataFrame, clinical: pd.DataFrame, where: str) -> dict[str, object]:
    """Paired comparison on the patients that both predict."""
    names = ("difference_clinical", "difference_low", "difference_high", "difference_p")
    nothing = {"auc_clinical": np.nan, **dict.fromkeys(names, np.nan), "difference_method": None}
    both = patients.merge(clinical[["patient_id", "probability"]], on="patient_id", suffixes=("", "_clinical"))
    if both["label"].nunique() < 2:
        return nothing
    baseline = {"auc_clinical": roc_area(both["label"], both["probability_clinical"], where).auc}
    if is_constant(both["probability"]):
        return nothing | baseline
    test = paired_test(both["label"], both["probability"], both["probability_clinical"], where)
    found = dict(zip(names, (test.value, test.low, test.high, test.p), strict=True))
    return baseline | found | {"difference_method": test.method}
