"""What the networks of a study of segmentation cost, counted without computing anything."""

from __future__ import annotations

from math import ceil, prod
from typing import TYPE_CHECKING

import pandas as pd
import torch

from radiogenomics.cohorts.simulation.grid import Grid
from radiogenomics.networks.arithmetic import arithmetic_of
from radiogenomics.segmentation.inference import window_shape
from radiogenomics.studies.plan import Plan, checkpoint_bytes, planned_rows

if TYPE_CHECKING:
    from radiogenomics.studies.segmentation.study import SegmentationStudy

ARCHIVE_SPACING = 1.0
"""Voxel edge of the archives' scans, in mm."""
NOTE = "a box of the brain is counted as the whole scan, and windows of predictions as if none were left out"


def plan_of(study: SegmentationStudy, splits: pd.DataFrame) -> Plan:
    """Count what all trained folds take, at most.

    Args:
        study: the study.
        splits: rows of splits.csv.
    """
    members = splits[splits["group"] == study.settings.split.test_group]
    patients, tested = int((members["subset"] == "train").sum()), int((members["subset"] == "test").sum())
    folds = study.settings.split.folds
    rows, sizes = [], {}
    for fits in study.fits:
        section = study.model(fits.model)
        preparation, training = study.settings.preparations[section.preparation], section.training
        shape = _prepared_shape(study, section.preparation)
        channels = len(preparation.sequences)
        with torch.device("meta"):
            multiple = section.network.build(channels).multiple
        window = window_shape(section.inference.window, shape, multiple)
        crop = training.augmentation.crop
        step = arithmetic_of(section.network, channels, window_shape(None, crop or shape, multiple))
        seen = arithmetic_of(section.network, channels, window)
        validated = patients * fits.count / folds
        images = round(patients * fits.count * (folds - 1) / folds)
        epochs = sum(phase.epochs for phase in training.all_phases)
        windows = _windows(shape, window, section.inference.overlap)
        rows.append(
            {
                **{"model": fits.model, "input": fits.input, "why": fits.why, "variant": fits.variant},
                **{"trainings": fits.count, "patients": patients, "images_per_epoch": images},
                "training_flops": epochs * (images * step.step + validated * windows * seen.forward),
                "prediction_flops": (validated + fits.count * tested) * windows * seen.forward,
                **{"bytes": fits.count * step.trained_bytes, "precision": training.precision},
            }
        )
        # float32 sequences and one byte of labels.
        sizes[section.preparation] = (patients + tested) * prod(shape) * (4 * channels + 1)
    table = planned_rows(rows)
    return Plan(table, sum(sizes.values()), checkpoint_bytes(table), [NOTE])


def _prepared_shape(study: SegmentationStudy, name: str) -> tuple[int, ...]:
    """Voxels z, y, x of a prepared scan, at most."""
    preparation = study.settings.preparations[name]
    scan = Grid(study.cohort.planted["spacing"] if study.is_simulated else ARCHIVE_SPACING).shape
    box = scan if preparation.window is None else tuple(stop - start for start, stop in preparation.window)
    return box if preparation.slice_shape is None else (box[0], *preparation.slice_shape)


def _windows(shape: tuple[int, ...], window: tuple[int, ...], overlap: float) -> int:
    """Windows that a sliding window takes to see everything."""
    steps = [max(1, int(length * (1 - overlap))) for length in window]
    return prod(
        max(0, ceil((whole - length) / step)) + 1 for whole, length, step in zip(shape, window, steps, strict=True)
    )
