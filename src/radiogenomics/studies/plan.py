"""What a study will take, before it starts: fits, GPU-hours and disk, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from radiogenomics.devices.measured import Rate
from radiogenomics.studies.fits import TRAININGS, Fits, fits_in_words

CHECKPOINTS, STATES = 2, 4
"""A running training keeps two checkpoints, each with weights, two moments of Adam and the best weights so far."""
COLUMNS = [
    *("model", "input", "why", "variant", "trainings", "patients", "images_per_epoch"),
    *("training_flops", "prediction_flops", "bytes", "precision"),
]


@dataclass(frozen=True)
class Plan:
    """Cost of the networks of a study, at most.

    Attributes:
        rows: one per model, input and variant: model, input, why and variant (of `Fits`), trainings, patients (who
            train), images_per_epoch (of all folds together, copies included), training_flops and prediction_flops
            (floating-point operations), bytes (of the trained weights), precision (of the trainings).
        image_bytes: of the prepared images and their copies.
        checkpoint_bytes: of the checkpoints of one running training, at most.
        notes: what was assumed, a line each.
    """

    rows: pd.DataFrame
    image_bytes: int
    checkpoint_bytes: int
    notes: Sequence[str] = ()


def planned_rows(rows: Iterable[Mapping]) -> pd.DataFrame:
    """Rows of a plan as its table."""
    return pd.DataFrame(list(rows), columns=COLUMNS)


def checkpoint_bytes(rows: pd.DataFrame) -> int:
    """Bytes of the checkpoints of the largest running training."""
    return int(CHECKPOINTS * STATES * (rows["bytes"] // rows["trainings"]).max())


def describe_study(name: str, fits: Sequence[Fits], plan: Plan | None, rates: Mapping[str, Rate], devices: int) -> str:
    """What a run of a study takes, as text.

    Args:
        name: of the study.
        fits: all that it fits.
        plan: what its networks cost; None where it has none, or none that is counted.
        rates: by precision, how fast one device trains.
        devices: how many devices work at once.
    """
    lines = [f"{name}: {line}" for line in fits_in_words(fits)] or [f"{name}: nothing is fitted"]
    if plan is None:
        trains = any(each.what == TRAININGS for each in fits)
        return "\n".join([*lines, *(["  arithmetic: not counted for networks of this kind"] if trains else [])])
    rows = plan.rows
    training, prediction = rows["training_flops"].sum(), rows["prediction_flops"].sum()
    flops = (rows["training_flops"] + rows["prediction_flops"]).groupby(rows["precision"]).sum()
    hours = sum(work / (rates[precision].teraflops * 1e12) / 3600 for precision, work in flops.items())
    speeds = ", ".join(f"{rates[each].teraflops:.4g} TFLOP/s sustained ({rates[each].source})" for each in flops.index)
    disk = plan.image_bytes + rows["bytes"].sum() + devices * plan.checkpoint_bytes
    return "\n".join(
        [
            *lines,
            *(_model_line(model, part) for model, part in rows.groupby("model", sort=False)),
            f"  predictions of networks: {sum(each.predicts for each in fits if each.what == TRAININGS)}",
            f"  arithmetic, at most: {training / 1e18:.3g} exaFLOP of training, {prediction / 1e18:.3g} of prediction"
            " (pre-training and trials not counted)",
            f"  time: {hours:.3g} GPU-hours at {speeds}, {hours / devices:.3g} h on {devices} device(s)",
            f"  disk: {disk / 1e9:.3g} GB ({plan.image_bytes / 1e9:.3g} of images and copies, "
            f"{rows['bytes'].sum() / 1e9:.3g} of trained weights, the rest checkpoints of running trainings)",
            *(f"  {note}" for note in plan.notes),
        ]
    )


def _model_line(model: str, rows: pd.DataFrame) -> str:
    return (
        f"  {model}: {rows['trainings'].sum()} trainings on {rows['input'].nunique()} inputs, "
        f"{rows['images_per_epoch'].sum()} images per epoch in all, {rows['training_flops'].sum() / 1e18:.3g} exaFLOP"
    )
