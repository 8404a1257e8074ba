"""Pre-train one encoder on slices of separate simulated patients."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from pathlib import Path

import torch

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.files import write_table
from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.job import job
from radiogenomics.leakage.records import TRANSFERRED_WEIGHTS, FittedStep, write_fitted
from radiogenomics.networks.registry import model_settings
from radiogenomics.networks.weights import save_encoder
from radiogenomics.training.resume import clear_checkpoints
from radiogenomics.training.settings import PretrainingSettings
from radiogenomics.training.slice_pretraining import COLOURS, pretrain_encoder, slice_examples, training_patients

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    accelerator = job_accelerator(snakemake.resources, snakemake.threads)
    simulation, slices = SimulationSettings(**params.simulation), SliceSettings(**params.slices)
    images, contents, patients = slice_examples(simulation, slices, params.modalities, params.seed)
    torch.manual_seed(params.seed)
    section = {"network": params.network, "initial_weights": "random"}
    network = model_settings(section, title=params.network).build(COLOURS)
    machine = {name: snakemake.resources[name] for name in ("loader_workers", "checkpoint_seconds")}
    settings, resume_dir = PretrainingSettings(**params.pretraining, **machine), Path(params.resume)
    identity, examples = {"parameters": dict(params.items())}, (images, contents, patients)
    history = pretrain_encoder(network, *examples, settings, resume_dir, identity, params.seed, accelerator)
    write_table(history, output.history)
    save_encoder(network.base, output.weights)
    seen = tuple(training_patients(patients))
    write_fitted([FittedStep(TRANSFERRED_WEIGHTS, model="", input="", fold=None, patients=seen)], output.fitted)
    clear_checkpoints(resume_dir)
