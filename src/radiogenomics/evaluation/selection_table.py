"""Choices of slices side by side: best threshold, loss and AUC (Ferreira et al., TU Berlin, figure 13).

The threshold is that of highest accuracy on validation patients, and of a weighted combination the mean of its
members'; loss, AUC and accuracy are of the test patients.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from sklearn.metrics import log_loss

from radiogenomics.evaluation.accuracy_threshold import accuracy_threshold, mean_threshold
from radiogenomics.evaluation.ensembles import with_labels
from radiogenomics.evaluation.metrics import evaluate
from radiogenomics.predictions.ensemble import average

CAPTION = "Choices of slices: best threshold, loss and AUC"
HEADINGS = {
    "sequence": "Sequence",
    "choice": "Slices",
    "images": "Images",
    "model": "Network",
    "batch_size": "Batch size",
    "threshold": "Best threshold",
    "loss": "Loss",
    "auc": "AUC",
    "auc_low": "95 % from",
    "auc_high": "to",
    "accuracy": "Accuracy",
}
Key = tuple[str, str]
"""What a row of predictions is found by: model and input."""


def selection_table(
    predictions: Mapping[Key, pd.DataFrame],
    rows: Sequence[Mapping[str, Any]],
    train_labels: pd.DataFrame,
    test_labels: pd.DataFrame,
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """One row per network or combination.

    Args:
        predictions: fold, subset, patient_id and probability, by model and input.
        rows: what is said of each: sequence, choice, images, model, batch_size, its `key`, and the `members` of a
            combination.
        train_labels: patient_id and label of the training patients; each validates one network.
        test_labels: of the test patients.
        draws: bootstrap draws.
        seed: of the draws.

    Returns:
        sequence, choice, images, model, batch_size, threshold, loss, auc with auc_low and auc_high, accuracy; without
        images where several inputs are combined.
    """
    own = {tuple(row["key"]): _threshold(predictions[tuple(row["key"])], train_labels, row) for row in rows}
    found = []
    for row in rows:
        model, name = row["key"]
        threshold = mean_threshold({m: own[model, m] for m in row["members"]}) if row["members"] else own[model, name]
        tested = with_labels(average([predictions[model, name].assign(input=name)]), test_labels)
        metrics = evaluate(tested["label"], tested["probability"], threshold, seed, f"{model}, {name}", draws)
        metrics = metrics.set_index("metric")
        found.append(
            {
                **{column: row[column] for column in ("sequence", "choice", "images", "model", "batch_size")},
                "threshold": threshold,
                "loss": log_loss(tested["label"], tested["probability"], labels=[0, 1]),
                "auc": metrics.loc["AUC", "value"],
                "auc_low": metrics.loc["AUC", "ci_low"],
                "auc_high": metrics.loc["AUC", "ci_high"],
                "accuracy": metrics.loc["ACC", "value"],
            }
        )
    return pd.DataFrame(found).astype({"images": "Int64"})


def note(n_test: int, who: str) -> str:
    """What stands under the table."""
    return (
        f"{n_test} {who}. Best threshold: of 50 from 0 to 1, that of highest accuracy on validation patients "
        "alone, each predicted by the network that did not train on the patient; of a weighted combination the mean of "
        "its members'. Loss (binary cross-entropy), AUC with 95 % interval, and accuracy at the threshold: test "
        "patients, mean of the probabilities of all folds' networks."
    )


def _threshold(predictions: pd.DataFrame, labels: pd.DataFrame, row: Mapping[str, Any]) -> float:
    validation = with_labels(predictions[predictions["subset"] == "validation"], labels)
    return accuracy_threshold(validation["label"], validation["probability"], where=f"{', '.join(row['key'])}")
