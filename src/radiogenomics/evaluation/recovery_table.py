"""The recovery of a planted effect as a reader wants it."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.number_text import difference_text, interval_text
from radiogenomics.evaluation.recovery import ABOVE
from radiogenomics.evaluation.titles import title_of


def recovery_table(recovery: pd.DataFrame, titles: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Rows of `planted_effect_recovery` as text: Network, Ensemble, its AUC, the ideal observer's twice, a verdict."""
    return pd.DataFrame(
        {
            "Network": [title_of(model, titles) for model in recovery["model"]],
            "Ensemble": [title_of(ensemble, titles) for ensemble in recovery["ensemble"]],
            "AUC (95 % CI)": _with_interval(recovery["auc"], recovery["ci_low"], recovery["ci_high"]),
            "Ideal AUC, population": [f"{value:.3f}" for value in recovery["ideal_auc_population"]],
            "Ideal AUC, these patients (95 % CI)": _with_interval(
                recovery["ideal_auc_test"], recovery["ideal_ci_low"], recovery["ideal_ci_high"]
            ),
            "Shortfall (95 % CI)": [
                difference_text(row.shortfall, row.shortfall_low, row.shortfall_high) for row in recovery.itertuples()
            ],
            "Verdict": recovery["verdict"].to_list(),
        }
    )


def recovery_note(recovery: pd.DataFrame) -> str:
    """What stands under the table."""
    first = recovery.iloc[0]
    above = int((recovery["verdict"] == ABOVE).sum())
    suspicion = f" {above} of {len(recovery)} rows lie above the ideal: suspect a leak." if above else ""
    return (
        f"n = {first['n']} simulated test patients ({first['n_positive']} positive). The ideal observer knows the "
        "planted contrast of every patient without noise; its AUC is the most that any method can expect. "
        "Verdict, by the 95 % interval of the shortfall, ideal minus network on the same patients (paired): "
        "within sampling error if it holds 0; below the ideal if it lies above 0; above the ideal if it lies below 0, "
        f"which no method achieves but by chance or by a leak.{suspicion}"
    )


def _with_interval(value: pd.Series, low: pd.Series, high: pd.Series) -> list[str]:
    return [interval_text(*row) for row in zip(value, low, high, strict=True)]
