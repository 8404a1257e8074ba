"""One new patient by a full-size ensemble of one sequence, from the exported folder to the page, as a user runs it.

    python benchmarks/patient.py [--edge 70 86 86] [--width 64] [--depth 50] [--folds 5]

Five folds of SpotTune as in `config/upenn_gbm.yaml`, up to 100 draws that stop early, and maps of saliency, on two
cores. The networks have random weights and an undecided agent, whose draws share least: only the time means something.
The scan is simulated, and registered already. All that the program does is counted: its start, the checksums, reading
the networks, and the files that it writes.
"""

import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from measured import Row, show, sizes, timed

from radiogenomics.bundles.asked import INTERVAL_WIDTH
from radiogenomics.bundles.bundle import FORMAT
from radiogenomics.bundles.distance import FEATURES, describe_training
from radiogenomics.bundles.layout import ENSEMBLE, NETWORK, THRESHOLDS, TRAINING, model_file, write_checksums
from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.grid import Grid
from radiogenomics.cohorts.simulation.nifti import write_nifti
from radiogenomics.cohorts.simulation.patient import simulate_patient
from radiogenomics.files import read_json, write_json
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.settings import ImageSettings
from radiogenomics.networks.spottune import SpotTune

SEQUENCE = "FLAIR"
CORES = 2
DRAWS = 100
WINDOW = CropWindow(start=(8, 34, 38), stop=(148, 206, 202))
DIFFERENCE = 0.3
"""Of the fine-tuned branch's weights from the frozen one's, in their own standard deviations, so that draws differ."""
MOST_SECONDS = 90
AGENT_DEPTH = 10


def spottune(depth: int, width: int, seed: int) -> SpotTune:
    """Network of random weights whose branches differ, and whose agent takes either with the same probability."""
    torch.manual_seed(seed)
    network = SpotTune(depth, AGENT_DEPTH, width=width).eval()
    with torch.no_grad():
        for parameter in network.fine_tuned.parameters():
            if parameter.dim() > 1:
                parameter.add_(DIFFERENCE * parameter.std() * torch.randn(parameter.shape))
        network.agent.head.weight.zero_()
        network.agent.head.bias.zero_()
    return network


def write_patient(folder: Path) -> tuple[Path, Path]:
    """A simulated scan on the grid of the atlas, and its segmentation."""
    settings = SimulationSettings(spacing=1.0, modalities=[SEQUENCE], effect={})
    patient = simulate_patient(settings, 1, "P", {SEQUENCE: 0.0}, modalities=[SEQUENCE])
    scan, mask = folder / "scan.nii.gz", folder / "mask.nii.gz"
    write_nifti(patient.images[SEQUENCE], Grid(1.0).affine, scan)
    write_nifti(patient.segmentation, Grid(1.0).affine, mask)
    return scan, mask


def write_model(folder: Path, edge: tuple[int, int, int], depth: int, width: int, folds: int) -> None:
    """A bundle as `radiogenomics export` writes one."""
    (folder / "models").mkdir(parents=True)
    for fold in range(folds):
        state = spottune(depth, width, fold).state_dict()
        safetensors.torch.save_file(state, folder / model_file(SEQUENCE, fold, NETWORK))
    grid = Grid(1.0)
    factor = max(math.ceil(length / own) for length, own in zip(WINDOW.shape, edge, strict=True))
    images = ImageSettings(shape=edge, downscale=factor)
    write_json(
        {
            "format": FORMAT,
            "form": "volumes",
            "study": "benchmark",
            "title": "Random weights",
            "model_title": "SpotTune",
            "ensemble_title": SEQUENCE,
            "label": {"name": "MGMT", "classes": ["Methylated", "Unmethylated"]},
            "simulated": True,
            "folds": folds,
            "inputs": {SEQUENCE: {"share": 1.0, "channels": [SEQUENCE]}},
            "model": {
                "network": "spottune",
                "initial_weights": "random",
                "depth": depth,
                "agent_depth": AGENT_DEPTH,
                "width": width,
            },
            "prediction": {"draws": DRAWS},
            "images": images.model_dump(),
            "scan_shape": list(grid.shape),
            "scan_spacing": [1.0, 1.0, 1.0],
            "window": WINDOW.to_dict(),
        },
        folder / ENSEMBLE,
    )
    write_json({"thresholds": []}, folder / THRESHOLDS)
    training = describe_training(np.random.default_rng(1).normal(0.5, 0.1, (20, len(FEATURES))))
    # Nothing is compared with training scans, which would take one pass of each network more.
    write_json(
        {"features": list(FEATURES), "training": {SEQUENCE: training}, "scans": {}, "networks": {}}, folder / TRAINING
    )
    write_checksums(folder)


def predict(model: Path, scan: Path, mask: Path, out: Path, interval_width: float) -> Row:
    """The program in a process of its own."""
    command = [sys.executable, "-m", "radiogenomics.command_line.main", "predict", "--model", str(model)]
    files = ["--scan", f"{SEQUENCE}={scan}", "--mask", str(mask), "--out", str(out)]
    environment = os.environ | {"OMP_NUM_THREADS": str(CORES)}
    options = [*files, "--interval-width", str(interval_width)]
    seconds, _ = timed(lambda: subprocess.run([*command, *options], check=True, capture_output=True, env=environment))
    (said,) = read_json(out / "predictions.json")["patients"]
    taken = f"{said['n_draws']} of {said['most_draws']} draws, ± {said['half_width']:.3f}"
    kind = "draws stop early" if interval_width else "all draws"
    what = f"one patient, {said['n_models']} folds of SpotTune, {kind}, with saliency"
    target = f"<= {MOST_SECONDS}" if interval_width else ""
    return Row("patient", what, seconds, float("nan"), seconds, target, f"random weights; {taken}")


def rows(
    edge: tuple[int, int, int] = (70, 86, 86),
    width: int = 64,
    depth: int = 50,
    folds: int = 5,
    interval_widths: Sequence[float] = (INTERVAL_WIDTH, 0),
) -> Iterator[Row]:
    """Seconds of a patient, with draws that stop early and with all of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scan, mask = write_patient(folder)
        write_model(folder / "model", edge, depth, width, folds)
        for interval_width in interval_widths:
            yield predict(folder / "model", scan, mask, folder / f"out{interval_width}", interval_width)


if __name__ == "__main__":
    show(rows(**sizes(depth=50, folds=5)))
