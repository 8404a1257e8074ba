"""What the networks of a study of volumes or slices cost, counted without computing anything."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import pandas as pd

from radiogenomics.networks.arithmetic import Arithmetic, arithmetic_of
from radiogenomics.studies.fits import OWN, PRETRAINED, SEARCHED, TRAININGS, Fits
from radiogenomics.studies.plan import Plan, checkpoint_bytes, planned_rows
from radiogenomics.training.settings import TrainingSettings

if TYPE_CHECKING:
    from radiogenomics.studies.networks.study import NetworkStudy


NOT_COUNTED = (PRETRAINED, SEARCHED)
"""Trainings whose arithmetic depends on more than the study's own images and settings."""


def plan_of(study: NetworkStudy, splits: pd.DataFrame) -> Plan:
    """Count what all trainings of a run take, at most: balancing prunes images, and draws share blocks.

    Args:
        study: the study.
        splits: rows of splits.csv.
    """
    costs: dict[tuple[str, int], Arithmetic] = {}
    rows = []
    for fits in study.fits:
        if fits.what != TRAININGS or fits.why in NOT_COUNTED:
            continue
        key = fits.model, len(study.settings.channels(fits.input))
        if key not in costs:
            costs[key] = arithmetic_of(study.model(fits.model), key[1], study.item_shape(fits.model))
        rows.append(_row(study, fits, splits, costs[key]))
    table = planned_rows(rows)
    return Plan(table, _image_bytes(study, splits), checkpoint_bytes(table), study.assumptions)


def _row(study: NetworkStudy, fits: Fits, splits: pd.DataFrame, cost: Arithmetic) -> dict:
    members = splits[splits["group"] == study.group_of(fits.input)]
    patients, tested = int((members["subset"] == "train").sum()), int((members["subset"] == "test").sum())
    folds, settings, items = fits.count, study.model(fits.model), study.items_of_patient(fits.model)
    copies = 1 + study.stored_copies
    validating = study.settings.split.validating_share
    images = round(patients * folds * (1 - validating)) * items * copies
    training = TrainingSettings(**study.training_parameters(fits.model))
    epochs = sum(phase.epochs for phase in training.all_phases)
    passes = settings.passes(study.settings.prediction.draws)
    training_flops = epochs * (images * cost.step + patients * folds * validating * items * cost.forward)
    predicted = folds * (patients * validating + tested) if fits.predicts else 0
    prediction_flops = predicted * items * passes * cost.forward
    if settings.trains_head_alone:
        # Each image and each copy passes the backbone once, for all folds, epochs and controls, and predictions take
        # that up.
        training_flops = (patients * copies + tested) * items * cost.forward if fits.why == OWN else 0
        prediction_flops = 0
    return {
        "model": fits.model,
        "input": fits.input,
        "why": fits.why,
        "variant": fits.variant,
        "trainings": folds,
        "patients": patients,
        "images_per_epoch": images,
        "training_flops": training_flops,
        "prediction_flops": prediction_flops,
        "bytes": folds * cost.trained_bytes,
        "precision": training.precision,
    }


def _image_bytes(study: NetworkStudy, splits: pd.DataFrame) -> int:
    model = study.settings.compare[0]
    pixels = prod(study.item_shape(model)) * study.items_of_patient(model)
    images = 0
    for modality in study.settings.modalities:
        groups = study.settings.training_groups(modality)
        members = splits[splits["group"].isin(groups) & (splits["subset"] != "unused")]
        of_subset = members.drop_duplicates("patient_id")["subset"].value_counts()
        images += int(of_subset.sum() + study.stored_copies * of_subset.get("train", 0))
    return images * pixels * 4
