"""For every published figure: is it possible with its patients, alone and with those printed with it, and why not?"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from radiogenomics.evaluation.dice_means import dice_verdicts
from radiogenomics.evaluation.possible import (
    FROM_MATRIX,
    Counts,
    Printed,
    attainable,
    auc_agrees,
    confusion_matrices,
)
from radiogenomics.evaluation.titles import title_of

NOT_CHECKED = "not checked"
UNKNOWN = "numbers of patients not published"
KNOWN_COUNTS = ["called", "called_negative", "positives"]


def judge(table: pd.DataFrame, titles: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Verdict on each figure.

    Figures of one model and ensemble on one test set must come from one confusion matrix. Where they do not, but would
    without exactly one of them, that one is called impossible, otherwise all of them.

    Args:
        table: paper, model, ensemble, metric, value, printed, n_positive, n_negative, n, runs, test_set.
        titles: titles of models by key.

    Returns:
        By the table's index: attainable (true, false, or missing where that cannot be said), reason, and where they
        are known called (patients called positive, TP + FP), called_negative (TN + FN) and positives (TP + FN).
    """
    parts = []
    for _, rows in table.groupby(["paper", "test_set", "model", "ensemble"], sort=False):
        parts.append(_judge_matrix(rows[rows["metric"] != "Dice"]))
    parts.extend(dice_verdicts(rows) for _, rows in table[table["metric"] == "Dice"].groupby(["paper", "model"]))
    verdicts = pd.concat(parts).reindex(table.index)
    verdicts = verdicts.astype({"attainable": "boolean"} | dict.fromkeys(KNOWN_COUNTS, "Int64"))
    for _, rows in table[table["test_set"] != ""].groupby(["paper", "test_set"]):
        verdicts.loc[rows.index, "reason"] = _with_other_models(rows, verdicts.loc[rows.index], titles)
    return verdicts


def _judge_matrix(rows: pd.DataFrame) -> pd.DataFrame:
    """Verdicts on the figures of one model on one test set."""
    verdict = pd.DataFrame({"attainable": None, "reason": "", **dict.fromkeys(KNOWN_COUNTS)}, rows.index)
    if rows.empty:
        return verdict
    counts = _counts(rows.iloc[0])
    figures = {row.metric: Printed(row.value, _decimals(row.printed)) for row in rows.itertuples()}
    alone = {metric: attainable(metric, printed, counts) for metric, printed in figures.items()}
    by_metric = pd.Series(rows["metric"].to_numpy(), rows.index)
    verdict["attainable"] = by_metric.map(alone).astype(object)
    verdict["reason"] = [_alone_reason(metric, alone[metric], counts) for metric in by_metric]
    joint = {metric: printed for metric, printed in figures.items() if metric in FROM_MATRIX}
    if not counts.class_sizes or not joint or any(alone[metric] is False for metric in joint):
        return verdict
    matrices = confusion_matrices(joint, counts)
    members = by_metric.isin(joint)
    if len(matrices) == 0:
        culprits, reason = _culprits(joint, counts)
        wrong = by_metric.isin(culprits)
        verdict.loc[members, "attainable"] = ~wrong[members]
        verdict.loc[members, "reason"] = reason
        return verdict
    verdict.loc[members, "attainable"] = True
    if len(matrices) == 1:
        verdict.loc[members, "reason"] = [_matrix_reason(metric, matrices[0], counts) for metric in by_metric[members]]
        verdict.loc[members, KNOWN_COUNTS] = _known_counts(matrices[0], counts)
    if "AUC" in figures and alone["AUC"] and counts.runs == 1 and not auc_agrees(figures["AUC"], matrices):
        verdict.loc[by_metric == "AUC", ["attainable", "reason"]] = [
            False,
            "no ROC curve through the printed sensitivity and specificity has this area",
        ]
    return verdict


def _counts(row: pd.Series) -> Counts:
    known = [None if pd.isna(row[name]) else int(row[name]) for name in ("n_positive", "n_negative", "n")]
    return Counts(*known, runs=int(row["runs"]))


def _decimals(printed: str) -> int:
    return len(printed.partition(".")[2])


def _culprits(figures: dict[str, Printed], counts: Counts) -> tuple[list[str], str]:
    """The one figure without which the others agree, or all of them; and what to say of it."""
    who = _who(counts)
    remedies = {}
    for left_out in figures:
        others = {metric: printed for metric, printed in figures.items() if metric != left_out}
        if len(matrices := confusion_matrices(others, counts)):
            remedies[left_out] = matrices
    together = f"no confusion matrix of {who} gives {', '.join(figures)} together"
    if len(remedies) != 1:
        return list(figures), together
    (metric, matrices), *_ = remedies.items()
    values = _implied(metric, matrices)
    would_be = f", {metric} would be {values[0]:.3f}" if len(values) == 1 else ""
    return [metric], f"{together}; without {metric} they agree{would_be}"


def _implied(metric: str, matrices: NDArray[np.int64]) -> NDArray[np.float64]:
    """Values of a share of patients by some (summed) confusion matrices; none for other metrics."""
    tp, fp, fn, tn = matrices.T
    shares = {"SEN": tp / (tp + fn), "SPE": tn / (tn + fp), "ACC": (tp + tn) / (tp + fp + fn + tn)}
    return np.unique(np.round(shares[metric], 3)) if metric in shares else np.array([])


def _alone_reason(metric: str, possible: bool | None, counts: Counts) -> str:
    if metric in ("AP", "Brier"):
        return NOT_CHECKED
    if not counts.class_sizes:
        return UNKNOWN
    if possible is False:
        return f"cannot be the {metric} of {_who(counts)}"
    return ""


def _matrix_reason(metric: str, matrix: NDArray[np.int64], counts: Counts) -> str:
    """The confusion matrix; with an accuracy also that of always naming the larger class."""
    tp, fp, fn, tn = matrix
    cells = f"TP {tp}, FP {fp}, FN {fn}, TN {tn}"
    if counts.runs > 1:
        cells += f" over {counts.runs} runs"
    larger = max(tp + fn, fp + tn) / matrix.sum()
    return f"{cells}; always naming the larger class gives {larger:.3f}" if metric == "ACC" else cells


def _known_counts(matrix: NDArray[np.int64], counts: Counts) -> list[int | None]:
    """TP + FP, TN + FN and TP + FN; with several runs the first two differ from run to run."""
    tp, fp, fn, tn = (int(count) for count in matrix)
    return [tp + fp, tn + fn, tp + fn] if counts.runs == 1 else [None, None, (tp + fn) // counts.runs]


def _with_other_models(rows: pd.DataFrame, verdicts: pd.DataFrame, titles: Mapping[str, str] | None) -> pd.Series:
    """Reasons, which also say where models on one test set need different numbers of positive patients."""
    needed = verdicts["positives"].groupby(rows["model"], sort=False).first().dropna()
    reasons = verdicts["reason"].copy()
    for model in needed.index if needed.nunique() > 1 else ():
        different = needed[needed != needed[model]]
        others = ", ".join(f"{title_of(other, titles)} {count}" for other, count in different.items())
        of_model = (rows["model"] == model) & verdicts["positives"].notna()
        clash = f"; needs {needed[model]} positive patients, but on the same test set: {others}"
        reasons[of_model] = reasons[of_model] + clash
    return reasons


def _who(counts: Counts) -> str:
    runs = f" (mean of {counts.runs} runs)" if counts.runs > 1 else ""
    if counts.positive is None or counts.negative is None:
        return f"{counts.total} patients{runs}"
    return f"{counts.positive} + {counts.negative} patients{runs}"
