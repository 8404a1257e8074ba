"""Predict patients by a bundle, and say how sure that is and how far the scan lies from the training scans."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.intensities import distance_percentile, intensity_features
from radiogenomics.devices.compute import Compute
from radiogenomics.errors import InputError
from radiogenomics.images.arrays import ImageArray
from radiogenomics.predictions.predict import predict

FAR = 95.0
"""Percentile of the training patients' own distances above which a scan is called unlike them."""
NOTICE = (
    "Research tool. It is no medical device; its numbers have not been shown to help any patient and must not inform "
    "the treatment of anybody."
)


def predict_patient(
    bundle: Bundle, images: Mapping[str, ImageArray], patient: str, compute: Compute
) -> tuple[dict[str, Any], pd.DataFrame, pd.DataFrame]:
    """Predict one patient: folds of an input are averaged first, then inputs with equal weight.

    Args:
        bundle: the model.
        images: of `prepared`.
        patient: identifier.
        compute: where, and by which arithmetic.

    Returns:
        What is said of the patient; a row per input and fold (input, fold, patient_id, probability, n_draws, sd_draws);
        and the routes (input, fold, block, share_fine_tuned), none where nothing is routed.

    Raises:
        InputError: no input of the ensemble has all its modalities.
    """
    usable = {name: channels for name, channels in bundle.inputs.items() if set(channels) <= set(images)}
    missing = [name for name in bundle.modalities if name not in images]
    if not usable:
        raise InputError(
            f"patient {patient}: the model needs {', '.join(missing)}; give {'it' if len(missing) == 1 else 'them'}"
        )
    predictions, routes = [], []
    for name, channels in usable.items():
        for fold, network in enumerate(bundle.networks(name)):
            arrays = [images[modality] for modality in channels]
            rows, taken = predict(network, arrays, [patient], bundle.prediction, compute)
            predictions.append(rows.assign(input=name, fold=fold))
            routes.append(taken.assign(input=name, fold=fold))
    table, routing = pd.concat(predictions, ignore_index=True), pd.concat(routes, ignore_index=True)
    of_inputs = table.groupby("input", sort=False)["probability"].mean()
    probability = float(of_inputs.mean())
    distances = {
        name: distance_percentile(intensity_features(images[name].volume(patient)), bundle.intensities[name])
        for name in bundle.modalities
        if name in images
    }
    summary = {
        "patient_id": patient,
        "probability": probability,
        "lowest_fold": float(table["probability"].min()),
        "highest_fold": float(table["probability"].max()),
        "sd_folds": float(table.groupby("fold")["probability"].mean().std(ddof=0)),
        "sd_draws": float(np.sqrt((table["sd_draws"] ** 2).mean())),
        "n_draws": int(table["n_draws"].max()),
        "n_networks": len(table),
        "inputs": {name: float(value) for name, value in of_inputs.items()},
        "missing": missing,
        "distance_percentile": {name: percentile for name, (_, percentile) in distances.items()},
        "unlike_training": [name for name, (_, percentile) in distances.items() if percentile > FAR],
        "calls": {row["rule"]: probability > row["threshold"] for row in bundle.thresholds},
    }
    return summary, table, routing


def flat(summary: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a patient as one row of a table."""
    row = {key: value for key, value in summary.items() if not isinstance(value, list | dict)}
    row |= {f"probability_{name}": value for name, value in summary["inputs"].items()}
    row |= {f"distance_percentile_{name}": value for name, value in summary["distance_percentile"].items()}
    row |= {f"above_threshold_{rule}": value for rule, value in summary["calls"].items()}
    return row | {"missing": " ".join(summary["missing"]), "unlike_training": " ".join(summary["unlike_training"])}
