"""Whether the effect planted in a simulated cohort was found again."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.evaluation.delong import RocArea, roc_area


def planted_effect_recovery(
    metrics: pd.DataFrame, ground_truth: pd.DataFrame, ideal_scores: Mapping[str, pd.Series], labels: pd.Series
) -> pd.DataFrame:
    """AUC of each model beside that of the ideal observer, who knows what was planted.

    The ideal AUC in the population is what infinitely many test patients would give; on this test set it varies by
    chance as the models' does. A model can beat neither but by chance; a lack of overlap means that it misses a part of
    the effect that is there to be seen.

    Args:
        metrics: rows of metrics.csv; those of metric `AUC` are used.
        ground_truth: table of what was planted; rows of kind `ensemble` with name and ideal_auc are used.
        ideal_scores: the ideal observer's score by patient_id, for each ensemble.
        labels: 1 or 0 by patient_id, of the test patients alone.

    Returns:
        One row per model × ensemble: model, ensemble, auc, ci_low, ci_high, n, n_positive, ideal_auc_population,
        ideal_auc_test, ideal_ci_low, ideal_ci_high, intervals_overlap.

    Raises:
        InputError: an ensemble has no ground truth, or a test patient no ideal score.
    """
    areas = metrics.loc[
        metrics["metric"] == "AUC", ["model", "ensemble", "value", "ci_low", "ci_high", "n", "n_positive"]
    ]
    planted = ground_truth[ground_truth["kind"] == "ensemble"].set_index("name")["ideal_auc"]
    rows = []
    for ensemble in areas["ensemble"].unique():
        if ensemble not in planted.index:
            raise InputError(f"ground truth: ensemble {ensemble!r} is missing; simulate the cohort again")
        rows.append((ensemble, planted[ensemble], *_ideal_area(ensemble, ideal_scores, labels)[:3]))
    columns = ["ensemble", "ideal_auc_population", "ideal_auc_test", "ideal_ci_low", "ideal_ci_high"]
    table = areas.rename(columns={"value": "auc"}).merge(pd.DataFrame(rows, columns=columns), on="ensemble", how="left")
    overlap = (table["ci_low"] <= table["ideal_ci_high"]) & (table["ideal_ci_low"] <= table["ci_high"])
    return table.assign(intervals_overlap=overlap)


def _ideal_area(ensemble: str, ideal_scores: Mapping[str, pd.Series], labels: pd.Series) -> RocArea:
    if ensemble not in ideal_scores:
        raise InputError(f"ideal scores: ensemble {ensemble!r} is missing; give the scores of every ensemble")
    missing = labels.index.difference(ideal_scores[ensemble].index)
    if len(missing):
        raise InputError(f"ideal scores: {ensemble}: test patient {missing[0]} is missing; simulate the cohort again")
    return roc_area(labels, ideal_scores[ensemble].loc[labels.index], where=f"ideal observer, {ensemble}")
