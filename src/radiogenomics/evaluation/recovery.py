"""Whether the effect planted in a simulated cohort was found again."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.evaluation.constant import model_area
from radiogenomics.evaluation.delong import Difference, paired_difference, roc_area

WITHIN, BELOW, ABOVE = "within sampling error", "below the ideal", "above the ideal"


def planted_effect_recovery(
    probabilities: pd.DataFrame, ground_truth: pd.DataFrame, ideal_scores: Mapping[str, pd.Series]
) -> pd.DataFrame:
    """AUC of each model and of the ideal observer, who knows what was planted.

    The ideal AUC in the population is what infinitely many test patients would give; on this test set it varies by
    chance as the models' does. Both saw the same patients, so their difference is judged by DeLong's paired interval:
    where it lies above 0, the model misses a part of the effect that is there to be seen; where it lies below 0, the
    model saw more than there is, which suggests a leak.

    Args:
        probabilities: model, ensemble, patient_id, probability and label of the test patients.
        ground_truth: table of what was planted; rows of level `ensemble` with name and ideal_auc are used.
        ideal_scores: the ideal observer's score by patient_id, for each ensemble.

    Returns:
        One row per model × ensemble: model, ensemble, auc, ci_low, ci_high, ideal_auc_population, ideal_auc_test,
        ideal_ci_low, ideal_ci_high, shortfall (ideal minus model), shortfall_low, shortfall_high,
        verdict (`within sampling error`, `below the ideal` or `above the ideal`), n, n_positive.

    Raises:
        InputError: an ensemble has no ground truth, or a test patient no ideal score.
    """
    planted = ground_truth[ground_truth["level"] == "ensemble"].set_index("name")["ideal_auc"]
    rows = []
    for (model, ensemble), patients in probabilities.groupby(["model", "ensemble"], sort=False):
        if ensemble not in planted.index:
            raise InputError(f"ground truth: ensemble {ensemble!r} is missing; simulate the cohort again")
        ideal = _ideal_of(patients, ensemble, ideal_scores)
        labels = patients["label"]
        area, best = model_area(labels, patients["probability"]), roc_area(labels, ideal)
        shortfall = paired_difference(labels, ideal, patients["probability"])
        rows.append(
            {
                **{
                    "model": model,
                    "ensemble": ensemble,
                    "auc": area.auc,
                    "ci_low": area.ci_low,
                    "ci_high": area.ci_high,
                },
                **{"ideal_auc_population": planted[ensemble], "ideal_auc_test": best.auc},
                **{"ideal_ci_low": best.ci_low, "ideal_ci_high": best.ci_high},
                **{"shortfall": shortfall.value, "shortfall_low": shortfall.low, "shortfall_high": shortfall.high},
                "verdict": _verdict(shortfall),
                **{"n": len(labels), "n_positive": int(labels.sum())},
            }
        )
    return pd.DataFrame(rows)


def _verdict(shortfall: Difference) -> str:
    if shortfall.low > 0:
        return BELOW
    return ABOVE if shortfall.high < 0 else WITHIN


def _ideal_of(patients: pd.DataFrame, ensemble: str, ideal_scores: Mapping[str, pd.Series]) -> pd.Series:
    """Ideal scores in the order of the patients."""
    if ensemble not in ideal_scores:
        raise InputError(f"ideal scores: ensemble {ensemble!r} is missing; give the scores of every ensemble")
    missing = patients.loc[~patients["patient_id"].isin(ideal_scores[ensemble].index), "patient_id"]
    if len(missing):
        raise InputError(
            f"ideal scores: {ensemble}: test patient {missing.iloc[0]} is missing; simulate the cohort again"
        )
    return ideal_scores[ensemble].loc[patients["patient_id"]]
