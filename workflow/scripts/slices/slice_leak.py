"""Demonstrate how much a split of slices instead of patients inflates a result, on simulated null patients."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
import torch

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.controls.null_slices import null_slices
from radiogenomics.controls.slice_leak import CAPTION, HEADINGS, note, slice_leak
from radiogenomics.devices.compute import compute_on
from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.job import job
from radiogenomics.networks.build import build_network
from radiogenomics.networks.frozen_features import features_of
from radiogenomics.networks.head import new_head
from radiogenomics.networks.registry import model_settings
from radiogenomics.report.table_files import write_table_files
from radiogenomics.training.settings import TrainingSettings

with job(snakemake.log[0], snakemake.output):
    params, output, wanted = snakemake.params, snakemake.output, snakemake.params.demonstration
    torch.set_num_threads(snakemake.threads)
    compute = compute_on("cpu", "32-true")
    simulation, slices = SimulationSettings(**params.simulation), SliceSettings(**params.slices)
    images, patients = null_slices(simulation, slices, params.modality, wanted["patients"], params.seed)
    model = model_settings(params.model, title=params.title)
    network = build_network(model, 1, snakemake.input.weights, params.seed)
    features = features_of(compute, network, images[:, None], params.batch_size)
    heads, settings = new_head(network), TrainingSettings(**params.training)
    table = slice_leak(features, patients, heads, settings, wanted["repeats"], params.seed).round(3)
    below = note(params.title, wanted["patients"], len(patients))
    study = snakemake.wildcards.study
    write_table_files(table, CAPTION, below, True, output.csv, output.html, HEADINGS, study=study)
