"""Pre-train one backbone on the segmentation of separate simulated patients."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from pathlib import Path

import torch

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.files import read_json, write_table
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.settings import ImageSettings
from radiogenomics.job import job
from radiogenomics.leakage.records import TRANSFERRED_WEIGHTS, FittedStep, write_fitted
from radiogenomics.networks.medicalnet import medicalnet_resnet
from radiogenomics.networks.weights import save_medicalnet
from radiogenomics.training.pretraining import number_of_training_examples, pretrain
from radiogenomics.training.pretraining_examples import pretraining_examples
from radiogenomics.training.resume import clear_checkpoints
from radiogenomics.training.settings import PretrainingSettings

with job(snakemake.log[0], snakemake.output):
    accelerator = job_accelerator(snakemake.resources, snakemake.threads)
    params = snakemake.params
    torch.manual_seed(params.seed)
    window = read_json(snakemake.input.window[0]) if snakemake.input.window else None
    images, labels, patients = pretraining_examples(
        SimulationSettings(**params.simulation),
        ImageSettings(**params.images),
        params.modalities,
        params.seed,
        CropWindow.from_dict(window) if window else None,
    )
    network = medicalnet_resnet(int(snakemake.wildcards.depth), width=int(snakemake.wildcards.width))
    machine = {name: snakemake.resources[name] for name in ("loader_workers", "checkpoint_seconds")}
    settings = PretrainingSettings(**params.pretraining, **machine)
    resume_dir = Path(params.resume)
    identity = {"parameters": dict(params.items()), "window": window}
    history = pretrain(network, images, labels, settings, resume_dir, identity, params.seed, accelerator)
    write_table(history, snakemake.output.history)
    save_medicalnet(network, snakemake.output.weights)
    seen = tuple(patients[: number_of_training_examples(len(patients))])
    step = FittedStep(TRANSFERRED_WEIGHTS, model="", input="", fold=None, patients=seen)
    write_fitted([step], snakemake.output.fitted)
    clear_checkpoints(resume_dir)
