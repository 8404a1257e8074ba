"""Ensembles of a study with the labels of their test patients: what every metric, test and curve starts from."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.evaluation.bootstrap import DRAWS
from radiogenomics.evaluation.metrics import evaluate
from radiogenomics.evaluation.published import published_metrics, published_value
from radiogenomics.evaluation.thresholds import HALF, threshold_of
from radiogenomics.predictions.ensemble import average


def with_labels(predictions: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Predictions with the column `label`.

    Raises:
        InputError: a predicted patient has no label.
    """
    joined = predictions.merge(labels, on="patient_id", how="left", validate="many_to_one")
    for patient_id in joined["patient_id"][joined["label"].isna()]:
        raise InputError(f"predictions: patient {patient_id} has no label in the study's split; predict again")
    return joined.astype({"label": int})


def ensemble_probabilities(
    predictions: pd.DataFrame, labels: pd.DataFrame, ensembles: Mapping[str, list[str]]
) -> pd.DataFrame:
    """Probabilities of every model's ensembles for the test patients.

    Args:
        predictions: model, input, fold, subset, patient_id, probability of one or more models.
        labels: patient_id and label of the test patients.
        ensembles: inputs that each ensemble averages, by the ensemble's name.

    Returns:
        model, ensemble, patient_id, probability, label; models in order of occurrence. A model that was given no input
        of an ensemble has none.

    Raises:
        InputError: a model lacks an input of an ensemble, or a patient's prediction or label.
    """
    parts = []
    for model, rows in predictions.groupby("model", sort=False):
        for name, inputs in ensembles.items():
            members = rows[rows["input"].isin(inputs)]
            missing = sorted(set(inputs) - set(members["input"]))
            if len(missing) == len(inputs):
                continue
            if missing:
                raise InputError(
                    f"ensemble {name}: no predictions of {model} from {missing[0]}; run the workflow again"
                )
            parts.append(average([members]).assign(model=model, ensemble=name))
    return with_labels(pd.concat(parts, ignore_index=True), labels)


def measure(
    probabilities: pd.DataFrame,
    seed: int,
    published: pd.DataFrame | None = None,
    thresholds: pd.DataFrame | None = None,
    rule: str = HALF,
    draws: int = DRAWS,
) -> pd.DataFrame:
    """Metrics of every model and ensemble, with intervals and the published value where there is one.

    Args:
        probabilities: rows of `ensemble_probabilities`.
        seed: seed of the bootstrap.
        published: rows of `published_metrics`; None for none.
        thresholds: rows of thresholds.csv; a model or ensemble without a row has the threshold 0.5.
        rule: which of its thresholds is taken.
        draws: number of bootstrap draws.

    Returns:
        model, ensemble, the columns of `evaluate`, threshold, threshold_rule, published.
    """
    published = published_metrics(()) if published is None else published
    tables = []
    for (model, ensemble), rows in probabilities.groupby(["model", "ensemble"], sort=False):
        threshold, found_rule = threshold_of(thresholds, model, ensemble, rule)
        where = f"{model}, {ensemble}"
        table = evaluate(rows["label"], rows["probability"], threshold, seed, where, draws)
        table.insert(0, "ensemble", ensemble)
        table.insert(0, "model", model)
        values = [published_value(published, model, ensemble, metric) for metric in table["metric"]]
        tables.append(
            table.assign(
                threshold=threshold, threshold_rule=found_rule, published=pd.Series(values, table.index, dtype=float)
            )
        )
    return pd.concat(tables, ignore_index=True)


def best_ensembles(metrics: pd.DataFrame) -> dict[str, str]:
    """Each model's ensemble of highest AUC on the test patients; of equal ones the first. One without AUC has none."""
    areas = metrics[(metrics["metric"] == "AUC") & metrics["value"].notna()]
    return areas.loc[areas.groupby("model", sort=False)["value"].idxmax()].set_index("model")["ensemble"].to_dict()


def labelled_scores(probabilities: pd.DataFrame, titles: Mapping[str, str]) -> dict[str, tuple[pd.Series, pd.Series]]:
    """Labels and probabilities of each model, by the model's title, for curves."""
    return {
        titles[model]: (rows["label"], rows["probability"])
        for model, rows in probabilities.groupby("model", sort=False)
    }
