"""Predict patients by a bundle, and say how sure that is and how far a patient lies from the training patients."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.distance import CERTAIN
from radiogenomics.bundles.forms import FORMS
from radiogenomics.bundles.outcome import Outcome
from radiogenomics.bundles.scans import SAME, SUSPICION, Noticed, compare_scans, noticed
from radiogenomics.checking.patients import Patient
from radiogenomics.checking.problems import check_patient
from radiogenomics.checking.suspicions import THICK
from radiogenomics.devices.compute import Compute
from radiogenomics.images.labels import LabelConvention


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
    form = FORMS[bundle.form]
    outcome = form.predict(bundle, patient, compute, convention)
    far = [_far_off(name) for name, percentile in outcome.distances.items() if percentile > CERTAIN]
    lines = [*outcome.suspicions, *far]
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
    problems, scans, *_ = check_patient(patient, convention, {}, largest)
    lines = [noticed(Path(each["file"]).name, SUSPICION, each["problem"], each["what_to_do"]) for each in problems]
    percentiles, more = compare_scans(patient, scans, bundle.scans)
    return percentiles, [*lines, *more]
