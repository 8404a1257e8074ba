"""What the towers of a study cost, counted without computing anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from radiogenomics.networks.arithmetic import arithmetic_of
from radiogenomics.studies.plan import Plan, checkpoint_bytes, planned_rows
from radiogenomics.towers.names import IMAGE_TOWER, IMAGES

if TYPE_CHECKING:
    from radiogenomics.studies.towers.study import TowerStudy

SEGMENTATION = 1
"""Channels of a slice besides its scans."""
NOTE = "gene towers and fusions are not counted: how many genes there are the archive tells, and they take seconds"


def plan_of(study: TowerStudy, splits: pd.DataFrame) -> Plan | None:
    """Count what the image towers take; None without one.

    Args:
        study: the study.
        splits: rows of splits.csv.
    """
    training = study.settings.tower_training.image_tower.training()
    channels, edge = len(study.settings.groups[IMAGES]) + SEGMENTATION, study.settings.slice_size
    epochs = sum(phase.epochs for phase in training.all_phases)
    members = splits[splits["group"] == IMAGES]
    trained, tested = int((members["subset"] == "train").sum()), int((splits["subset"] == "test").sum())
    rows = []
    for fits in study.fits:
        if study.settings.networks.get(fits.model) != IMAGE_TOWER:
            continue
        cost = arithmetic_of(study.settings.models[fits.model], channels, (edge, edge))
        # Every fold but one trains, and that one validates.
        images = trained * (fits.count - 1)
        rows.append(
            {
                **{"model": fits.model, "input": fits.input, "why": fits.why, "variant": fits.variant},
                **{"trainings": fits.count, "patients": trained, "images_per_epoch": images},
                "training_flops": epochs * (images * cost.step + trained * cost.forward),
                "prediction_flops": (trained + fits.count * tested) * cost.forward,
                **{"bytes": fits.count * cost.trained_bytes, "precision": training.precision},
            }
        )
    if not rows:
        return None
    table = planned_rows(rows)
    image_bytes = len(splits.drop_duplicates("patient_id")) * channels * edge**2 * 4
    return Plan(table, image_bytes, checkpoint_bytes(table), [NOTE])
