"""What a study of networks will cost, before it starts: trainings, GPU-hours and disk."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from radiogenomics.devices.measured import Rate
from radiogenomics.networks.arithmetic import Arithmetic, arithmetic_of
from radiogenomics.studies.networks.settings import NetworkStudySettings

CHECKPOINTS, STATES = 2, 4
"""A running training keeps two checkpoints, each with weights, two moments of Adam and the best weights so far."""
COLUMNS = ["model", "input", "trainings", "patients", "images_per_epoch", "training_flops", "prediction_flops", "bytes"]


@dataclass(frozen=True)
class Plan:
    """Cost of a study.

    Attributes:
        rows: one per model and input: model, input, trainings, patients (who train), images_per_epoch (of all folds
            together, copies included), training_flops and prediction_flops (floating-point operations), bytes (of the
            trained weights).
        image_bytes: of the preprocessed images and their copies.
        checkpoint_bytes: of the checkpoints of one running training, at most.
    """

    rows: pd.DataFrame
    image_bytes: int
    checkpoint_bytes: int


def plan_of(study: NetworkStudySettings, splits: pd.DataFrame) -> Plan:
    """Count what the main comparison of a study takes, at most: balancing prunes images, and draws share blocks.

    Args:
        study: its section of the configuration.
        splits: rows of splits.csv.
    """
    costs: dict[tuple[str, int], Arithmetic] = {}
    rows = []
    for model in study.compare:
        for name in study.inputs_of_model(model):
            key = model, len(study.channels(name))
            if key not in costs:
                costs[key] = arithmetic_of(study.models[model], key[1], tuple(study.images.shape))
            rows.append(_row(study, model, name, splits, costs[key]))
    largest = max(cost.trained_bytes for cost in costs.values())
    return Plan(pd.DataFrame(rows, columns=COLUMNS), _image_bytes(study, splits), CHECKPOINTS * STATES * largest)


def _row(study: NetworkStudySettings, model: str, name: str, splits: pd.DataFrame, cost: Arithmetic) -> dict:
    members = splits[splits["group"] == study.group_of(name)]
    patients, tested = int((members["subset"] == "train").sum()), int((members["subset"] == "test").sum())
    folds, settings = len(study.split.trained_folds), study.models[model]
    images = round(patients * folds * (1 - study.split.validating_share)) * (1 + len(study.augmentation.kinds))
    passes = settings.passes(study.prediction.draws)
    training = study.training.epochs * (images * cost.step + patients * cost.forward)
    prediction = (patients + folds * tested) * passes * cost.forward
    if settings.trains_head_alone:
        # Each image and each copy passes the backbone once, for all folds and epochs, and predictions take that up.
        training, prediction = (patients * (1 + len(study.augmentation.kinds)) + tested) * cost.forward, 0
    return {
        "model": model,
        "input": name,
        "trainings": folds,
        "patients": patients,
        "images_per_epoch": images,
        "training_flops": training,
        "prediction_flops": prediction,
        "bytes": folds * cost.trained_bytes,
    }


def _image_bytes(study: NetworkStudySettings, splits: pd.DataFrame) -> int:
    z, y, x = study.images.shape
    volumes = 0
    for modality in study.modalities:
        members = splits[splits["group"].isin(study.training_groups(modality)) & (splits["subset"] != "unused")]
        of_subset = members.drop_duplicates("patient_id")["subset"].value_counts()
        volumes += int(of_subset.sum() + len(study.augmentation.kinds) * of_subset.get("train", 0))
    return volumes * z * y * x * 4


def describe_plan(plans: Mapping[str, Plan], rates: Mapping[str, Rate], devices: int) -> str:
    """The plans of some studies as text.

    Args:
        plans: by study.
        rates: by study, how fast one device trains.
        devices: how many devices work at once.
    """
    lines = []
    for study, plan in plans.items():
        rows = plan.rows
        training, prediction = rows["training_flops"].sum(), rows["prediction_flops"].sum()
        hours = (training + prediction) / (rates[study].teraflops * 1e12) / 3600
        disk = plan.image_bytes + rows["bytes"].sum() + devices * plan.checkpoint_bytes
        lines += [
            f"{study}: {rows['trainings'].sum()} trainings and {len(rows)} predictions of networks",
            *(_model_line(model, part) for model, part in rows.groupby("model", sort=False)),
            f"  arithmetic, at most: {training / 1e18:.3g} exaFLOP of training, {prediction / 1e18:.3g} of prediction",
            f"  time: {hours:.3g} GPU-hours at {rates[study].teraflops:.4g} TFLOP/s sustained ({rates[study].source}), "
            f"{hours / devices:.3g} h on {devices} device(s)",
            f"  disk: {disk / 1e9:.3g} GB ({plan.image_bytes / 1e9:.3g} of images and copies, "
            f"{rows['bytes'].sum() / 1e9:.3g} of trained weights, the rest checkpoints of running trainings)",
        ]
    return "\n".join([*lines, "All jobs of a run, rule by rule: snakemake -n"])


def _model_line(model: str, rows: pd.DataFrame) -> str:
    return (
        f"  {model}: {rows['trainings'].sum()} trainings on {len(rows)} inputs, {rows['images_per_epoch'].sum()} "
        f"images per epoch in all, {rows['training_flops'].sum() / 1e18:.3g} exaFLOP"
    )
