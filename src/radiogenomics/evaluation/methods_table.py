"""Our networks and published ones side by side, whatever their patients (MacKinnon, Table 2)."""

from collections.abc import Mapping, Sequence

import pandas as pd

from radiogenomics.evaluation.bootstrap import DRAWS
from radiogenomics.evaluation.ensembles import ensemble_probabilities, measure
from radiogenomics.evaluation.number_text import interval_text, number_text
from radiogenomics.evaluation.operating_points import operating_points

COLUMNS = {"AUC": "AUROC", "ACC": "Accuracy", "F1": "F1", "PPV": "Precision", "SEN": "Recall", "SPE": "Specificity"}
CAPTION = "Methods compared"
IMPOSSIBLE = " ✗"


def scores_of_inputs(predictions: pd.DataFrame, labels: pd.DataFrame, seed: int, draws: int = DRAWS) -> pd.DataFrame:
    """AUC, and shares at a probability of 0.5, of every model on every input by itself.

    Args:
        predictions: model, input, fold, subset, patient_id, probability.
        labels: patient_id and label of the test patients.
        seed: seed of the bootstrap.
        draws: number of bootstrap draws.

    Returns:
        model, ensemble (the input), metric, value, ci_low, ci_high.
    """
    inputs = {name: [name] for name in predictions["input"].unique()}
    probabilities = ensemble_probabilities(predictions, labels, inputs)
    measured = measure(probabilities, seed, draws=draws)
    points = operating_points(probabilities, None, seed, draws)
    table = pd.concat([measured[measured["metric"] == "AUC"], points], ignore_index=True)
    return table[["model", "ensemble", "metric", "value", "ci_low", "ci_high"]]


def our_rows(metrics: pd.DataFrame, called: Mapping[tuple[str, str], str], test_set: str) -> pd.DataFrame:
    """Rows of ours: each model on one pseudo-colour.

    Args:
        metrics: rows of `scores_of_inputs`.
        called: what the table calls a model and ensemble, by the two; those of no other are shown.
        test_set: whose the patients are.

    Returns:
        Method, a column for each of `COLUMNS` with 95 % intervals, and Dataset.
    """
    table = []
    for (model, ensemble), name in called.items():
        found = metrics[(metrics["model"] == model) & (metrics["ensemble"] == ensemble)].set_index("metric")
        values = {
            heading: interval_text(*found.loc[metric, ["value", "ci_low", "ci_high"]].astype(float))
            for metric, heading in COLUMNS.items()
        }
        table.append({"Method": name, **values, "Dataset": test_set})
    return pd.DataFrame(table)


def published_rows(published: pd.DataFrame) -> pd.DataFrame:
    """Rows of published figures as they are printed; those that no patients can give are marked.

    Args:
        published: rows of `published_metrics`.

    Returns:
        The columns of `our_rows`; what is not published is `–`.
    """
    table = []
    for (paper, model), rows in published.groupby(["paper", "model"], sort=False):
        by_metric = rows.drop_duplicates("metric").set_index("metric")
        row = {"Method": f"{paper}: {model}"}
        for metric, heading in COLUMNS.items():
            known = metric in by_metric.index
            text = by_metric.loc[metric, "printed"] if known else number_text(float("nan"), 3)
            row[heading] = text + (IMPOSSIBLE if known and _is_impossible(by_metric.loc[metric]) else "")
        table.append({**row, "Dataset": "; ".join(dict.fromkeys(rows["test_set"])) + " (real patients)"})
    return pd.DataFrame(table)


def methods_note(published: pd.DataFrame, winner: str, trained_on: Sequence[str]) -> str:
    """What stands under the table: on which pseudo-colour ours stand, and which published figures are impossible.

    Args:
        published: rows of `published_metrics`.
        winner: name of the pseudo-colour with the largest sum of the models' mean validation AUCs.
        trained_on: names of those on which the models without pre-training were trained.
    """
    others = [name for name in trained_on if name != winner]
    note = (
        f"Our pre-trained networks stand on the winning pseudo-colour, {winner} (the largest sum of the models' mean "
        "validation AUCs). "
    )
    if others:
        note += f"Without pre-training the configuration trains on {'; '.join(others)}, whatever wins. "
    wrong = [
        f"{row.model}, {row.metric} {row.printed}: {row.reason}"
        for _, row in published.iterrows()
        if _is_impossible(row)
    ]
    note += (
        "Ours: 95 % intervals, positive above a probability of 0.5. Published figures are as printed, of real patients."
    )
    return note + (f" {IMPOSSIBLE.strip()} impossible: {'; '.join(wrong)}." if wrong else "")


def _is_impossible(row: pd.Series) -> bool:
    return bool(pd.notna(row["attainable"]) and not row["attainable"])
