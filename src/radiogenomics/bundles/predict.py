"""Predict patients by a bundle, and say how sure that is and how far a patient lies from the training patients."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.distance import CERTAIN, FAR
from radiogenomics.bundles.form import Outcome
from radiogenomics.bundles.scans import SAME, SUSPICION, Noticed, compare_scans, noticed
from radiogenomics.checking.patients import Patient
from radiogenomics.checking.problems import check_patient
from radiogenomics.checking.suspicions import THICK
from radiogenomics.devices.compute import Compute
from radiogenomics.images.labels import LabelConvention

NOTICE = (
    "Research tool. It is no medical device; its numbers have not been shown to help any patient and must not inform "
    "the treatment of anybody."
)


def predict_patient(
    bundle: Bundle, patient: Patient, compute: Compute, convention: LabelConvention | None = None
) -> tuple[dict[str, Any], Outcome]:
    """Predict one patient.

    Args:
        bundle: the model.
        patient: files, or cells of a table.
        compute: where, and by which arithmetic.
        convention: what the numbers of a segmentation mean.

    Returns:
        What is said of the patient (`Result.summary` of the form), with what was `noticed` (`scans.noticed`), and all
        that it is made from.

    Raises:
        InputError: the patient lacks what the model needs, or something given is not the model's.
    """
    # Imported here: the forms import what sums up a probability, below.
    from radiogenomics.bundles.forms import FORMS

    form = FORMS[bundle.form]
    outcome = form.predict(bundle, patient, compute, convention)
    lines = [_far_off(name) for name, percentile in outcome.distances.items() if percentile > CERTAIN]
    if form.needs_scans and patient.files:
        percentiles, suspicions = _looked_at(bundle, patient, convention)
        outcome = replace(outcome, distances={**outcome.distances, **percentiles})
        lines = [*suspicions, *lines]
    said = form.result.summary(bundle, patient.identifier, outcome)
    return {**said, "noticed": lines}, outcome


def lines_of(said: Mapping[str, Any]) -> list[str]:
    """What was noticed of a patient, a line each."""
    return [
        f"{each['severity']}: {said['patient_id']}: {each['about']}: {each['what']}; {each['what_to_do']}"
        for each in said["noticed"]
    ]


def _far_off(name: str) -> Noticed:
    what = f"lies further from the training patients than {CERTAIN:g} % of them do from each other"
    return noticed(name, SUSPICION, what, SAME)


def _looked_at(
    bundle: Bundle, patient: Patient, convention: LabelConvention | None
) -> tuple[dict[str, float], list[Noticed]]:
    """Percentiles of the scans as they were given, and what is suspicious of them, as `radiogenomics check` says."""
    largest = max([THICK, *bundle.description.get("scan_spacing", [])])
    problems, scans, _ = check_patient(patient, convention, {}, largest)
    lines = [noticed(Path(each["file"]).name, SUSPICION, each["problem"], each["what_to_do"]) for each in problems]
    percentiles, more = compare_scans(patient, scans, bundle.scans)
    return percentiles, [*lines, *more]


def summary(bundle: Bundle, patient: str, outcome: Outcome) -> dict[str, Any]:
    """What is said of a patient: the probability, its spread, the distance from the training patients, what is missing.

    The mean is taken over the folds of an input first, then over inputs by their shares. Where inputs are missing, the
    shares of the others are raised so that they add up to 1. Half the width of the interval of the probability
    (`half_width`) is the sum of those of the inputs by their shares: the standard error of a sum is at most the sum of
    the standard errors, whatever the inputs' draws have in common.
    """
    table = outcome.predictions
    of_inputs = table.groupby("input", sort=False)["probability"].mean()
    shares = pd.Series({name: bundle.inputs[name]["share"] for name in of_inputs.index})
    shares /= shares.sum()
    probability = float((of_inputs * shares).sum())
    of_folds = table.pivot(index="input", columns="fold", values="probability").mul(shares, axis=0).sum()
    return {
        "patient_id": patient,
        "probability": probability,
        "lowest_fold": float(of_folds.min()),
        "highest_fold": float(of_folds.max()),
        "sd_folds": float(of_folds.std(ddof=0)),
        "sd_draws": float(np.sqrt((table["sd_draws"] ** 2).mean())),
        "n_draws": int(table["n_draws"].max()),
        **_interval(bundle, table, outcome.half_widths, shares),
        "n_models": len(table),
        "inputs": {name: float(value) for name, value in of_inputs.items()},
        "missing": list(outcome.missing),
        "missing_inputs": [name for name in bundle.inputs if name not in of_inputs.index],
        "distance_percentile": dict(outcome.distances),
        "unlike_training": [name for name, percentile in outcome.distances.items() if percentile > FAR],
        "above_threshold": {row["rule"]: probability > row["threshold"] for row in bundle.thresholds},
    }


def _interval(
    bundle: Bundle, table: pd.DataFrame, half_widths: Mapping[str, float], shares: pd.Series
) -> dict[str, Any]:
    """How many draws were taken, and how well the mean over them is known; nothing is known of a single draw."""
    total = sum(shares[name] * width for name, width in half_widths.items())
    return {
        "most_draws": bundle.prediction.draws if half_widths else 1,
        "interval_width_asked": bundle.asked.interval_width,
        "half_width": float(total) if half_widths and np.isfinite(total) else None,
        "draws": {name: int(count) for name, count in table.groupby("input", sort=False)["n_draws"].max().items()},
    }


def flat(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a patient as one row of a table."""
    row = {key: value for key, value in said.items() if not isinstance(value, list | dict)}
    row |= {f"probability_{name}": value for name, value in said["inputs"].items()}
    row |= {f"n_draws_{name}": value for name, value in said["draws"].items()}
    row |= {f"saliency_{name}": value for name, value in said.get("saliency", {}).items()}
    row |= {f"distance_percentile_{name}": value for name, value in said["distance_percentile"].items()}
    row |= {f"above_threshold_{rule}": value for rule, value in said["above_threshold"].items()}
    return row | {name: " ".join(said[name]) for name in ("missing", "missing_inputs", "unlike_training")}
