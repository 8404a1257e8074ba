"""Predictions of some patients as files: JSON, a table and a page."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.forms import FORMS
from radiogenomics.bundles.notice import NOTICE
from radiogenomics.bundles.outcome import Outcome
from radiogenomics.files import write_json, write_table
from radiogenomics.report.page import write_page

SAID_OF_MODEL = ("study", "title", "model_title", "ensemble_title", "label", "simulated")


def write_results(
    bundle: Bundle,
    said: Sequence[Mapping[str, Any]],
    outcomes: Sequence[Outcome],
    left_out: Mapping[str, str],
    folder: Path,
) -> None:
    """Write predictions.json, predictions.csv and predictions.html, and what the form's result has besides.

    Args:
        bundle: the model.
        said: `Result.summary` of each patient and, where there are maps, what `saliency.write_saliency` says of them.
        outcomes: what these are made from, in the same order.
        left_out: patients who could not be predicted, each with the reason.
        folder: made where it is not there.
    """
    result = FORMS[bundle.form].result
    routing = pd.concat([outcome.routing for outcome in outcomes] or [pd.DataFrame()], ignore_index=True)
    predictions = pd.concat([outcome.predictions for outcome in outcomes] or [pd.DataFrame()], ignore_index=True)
    written = {
        "notice": NOTICE,
        "model": {key: bundle.description[key] for key in SAID_OF_MODEL},
        "patients": list(said),
        "not_predicted": dict(left_out),
        "networks": predictions.to_dict("records"),
        "routing": routing.to_dict("records"),
    }
    result.write_files(said, outcomes, folder)
    write_json(written, folder / "predictions.json")
    rows = [{**result.row(each), "noticed": " ".join(_texts(each))} for each in said]
    write_table(pd.DataFrame(rows), folder / "predictions.csv")
    write_page(result.page(bundle, said, outcomes, left_out, folder), folder / "predictions.html")


def _texts(said: Mapping[str, Any]) -> list[str]:
    return [f"{each['about']}: {each['what']}." for each in said.get("noticed", [])]
