"""Accuracy, precision, recall and F1 of the models of a study of towers, and what each modality adds."""

from collections.abc import Mapping, Sequence

import pandas as pd

from radiogenomics.evaluation.operating_points import operating_points
from radiogenomics.expression.contributions import better_tower_table, contribution_table
from radiogenomics.files import read_table
from radiogenomics.predictions.ensemble import average

METRICS = ("ACC", "PPV", "SEN", "F1")
"""Of Lyu and Costen's tables: accuracy, precision, recall and F1."""


def judged_models(predictions: pd.DataFrame, labels: pd.Series) -> pd.DataFrame:
    """Probability of each model (column, in order of occurrence) for every test patient, the mean over folds.

    Args:
        predictions: rows of predictions.csv.
        labels: of the test patients.
    """
    models = {
        model: average([rows]).set_index("patient_id")["probability"].reindex(labels.index)
        for model, rows in predictions.groupby("model", sort=False)
    }
    return pd.DataFrame(models)


def tower_accuracy(labels: pd.Series, probabilities: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Figures of each model at 0.5, with the accuracy of always naming the larger class.

    Args:
        labels: 1 or 0 by test patient.
        probabilities: of `judged_models`.
        seed: of the bootstrap of F1.

    Returns:
        model, metric (ACC, PPV, SEN, F1), value, ci_low, ci_high, method, count, total, n, n_positive, larger_class
        (share of the more frequent class).
    """
    rows = probabilities.rename_axis("patient_id").reset_index().melt("patient_id", var_name="model")
    rows = rows.rename(columns={"value": "probability"}).assign(ensemble="", label=rows["patient_id"].map(labels))
    points = operating_points(rows, None, seed)
    points = points[points["metric"].isin(METRICS)].drop(columns=["ensemble", "rule", "threshold"])
    share = float(labels.mean())
    return points.assign(larger_class=max(share, 1 - share)).reset_index(drop=True)


def ideal_areas(files: Sequence[str], inputs: Mapping[str, Sequence[str]]) -> dict[str, float] | None:
    """The ideal observer's area of what each model reads; None where nothing was planted.

    Args:
        files: ground_truth.csv, or none.
        inputs: of every model; the input is an ensemble of the ground truth.
    """
    for path in files:
        truth = read_table(path)
        areas = truth[truth["level"] == "ensemble"].set_index("name")["ideal_auc"]
        return {model: float(areas[names[0]]) for model, names in inputs.items() if names[0] in areas}
    return None


def cross_validated_models(predictions: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Out-of-fold probability of each model (column) for every patient, the mean over the repeats.

    Args:
        predictions: tables of cross-validation: model, repeat, patient_id, probability.
    """
    rows = pd.concat(predictions, ignore_index=True)
    return rows.groupby(["patient_id", "model"], sort=False)["probability"].mean().unstack()


def modality_gain(
    judged: Mapping[str, tuple[pd.Series, pd.DataFrame]],
    fusions: Sequence[str],
    towers: Sequence[str],
    ideal: Mapping[str, float] | None,
    seed: int,
) -> pd.DataFrame:
    """What both modalities add to each, and to the better one; and how two ways of fusing differ.

    Args:
        judged: by the name of a group of patients (`test`, `cross-validation`) their labels, and the probabilities of
            models that were not fitted to them.
        fusions: models that read both modalities.
        towers: models that read one.
        ideal: of `ideal_areas`.
        seed: of the bootstrap.

    Returns:
        over (the group of patients), and the columns of `expression.contributions.contribution_table`: each fusion
        compared with the better tower and with each tower, and the first fusion with the others.
    """
    pairs = [(fusion, tower) for fusion in fusions for tower in towers] + [(fusions[0], item) for item in fusions[1:]]
    tables = []
    for over, (labels, probabilities) in judged.items():
        found = (
            better_tower_table(labels, probabilities, fusions, towers, ideal, seed),
            contribution_table(labels, probabilities, pairs, ideal, seed),
        )
        tables += [table.assign(over=over) for table in found]
    return pd.concat(tables, ignore_index=True)
