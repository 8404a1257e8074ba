"""One page about the predictions of some patients."""

from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.predict import NOTICE
from radiogenomics.report.html import table_block
from radiogenomics.report.page import REPORT_CSS, simulated_banner, whole_page


def prediction_page(bundle: Bundle, summaries: Sequence[dict[str, Any]], routing: pd.DataFrame) -> str:
    """HTML of one page: probabilities, what they rest on, and what a reader must know.

    Args:
        bundle: the model.
        summaries: what `predict_patient` says of each patient.
        routing: patient_id, input, fold, block, share_fine_tuned; no rows where nothing is routed.
    """
    described = bundle.description
    positive, negative = described["label"]["classes"]
    thresholds = ", ".join(f"{row['rule']} {row['threshold']:.3g}" for row in bundle.thresholds)
    blocks = [table_block(_probabilities(summaries), f"Probability of {positive}", _note(described, thresholds), "p")]
    blocks.append(table_block(_distances(summaries), "How far the scans lie from the training scans", DISTANCE, "d"))
    if len(routing):
        table = (
            routing.groupby(["patient_id", "input", "block"])["share_fine_tuned"].mean().unstack("block").reset_index()
        )
        table.columns = [f"block {name}" if isinstance(name, int) else str(name) for name in table.columns]
        blocks.append(table_block(table.round(2), "Share of draws that took the fine-tuned block", ROUTES, "r"))
    title = f"{described['label']['name']}: {described['model_title']}, {described['ensemble_title']}"
    body = (
        f'<main>\n<h1>{escape(title)}</h1>\n<p class="simulated" role="note">{escape(NOTICE)}</p>\n'
        f"{simulated_banner(described['simulated'])}"
        f"<p>{escape(described['title'])}. The probability is that of {escape(positive)}, against "
        f"{escape(negative)}.</p>\n"
        + "".join(f'<section class="table">{block}</section>\n' for block in blocks)
        + "</main>\n"
    )
    return whole_page(title, body, REPORT_CSS)


DISTANCE = (
    "Percentile of the distance among the training patients' own, by grey levels and by the share of the image that is "
    "not 0, of the preprocessed image. Above 95, the scan is unlike those that the model has learnt from, and its "
    "probability is worth less."
)
ROUTES = "Mean over the networks of all folds."


def _probabilities(summaries: Sequence[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Patient": summary["patient_id"],
            "Probability": f"{summary['probability']:.3f}",
            "Folds, lowest to highest": f"{summary['lowest_fold']:.3f} to {summary['highest_fold']:.3f}",
            "SD of folds": f"{summary['sd_folds']:.3f}",
            "SD of draws": f"{summary['sd_draws']:.3f}",
            "Above threshold": ", ".join(rule for rule, above in summary["calls"].items() if above) or "none",
            "Missing": ", ".join(summary["missing"]) or "nothing",
        }
        for summary in summaries
    )


def _distances(summaries: Sequence[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Patient": summary["patient_id"],
            "Sequence": name,
            "Percentile": f"{percentile:.0f}",
            "Verdict": "unlike the training scans" if name in summary["unlike_training"] else "like the training scans",
        }
        for summary in summaries
        for name, percentile in summary["distance_percentile"].items()
    )


def _note(described: dict[str, Any], thresholds: str) -> str:
    return (
        f"Mean over {described['folds']} folds and then over inputs. Thresholds, chosen on validation patients: "
        f"{thresholds}. Where sequences are missing, the mean is over fewer inputs than the model was judged with."
    )
