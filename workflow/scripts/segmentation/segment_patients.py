"""Segment validation and test patients by the networks of all trained folds of one model."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from functools import partial

from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.devices.compute import compute_on
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.networks.build import build_network
from radiogenomics.networks.registry import model_settings
from radiogenomics.segmentation.predictions import Segmentation
from radiogenomics.segmentation.settings import InferenceSettings, PostprocessingSettings, PreparationSettings
from radiogenomics.training.trained import load_trained


def trained_network(path):
    network = build_network(settings, len(preparation.sequences), [], params.seed)
    load_trained(network, path)
    return network


with job(snakemake.log[0], snakemake.output):
    accelerator = job_accelerator(snakemake.resources, snakemake.threads)
    source, params, output = snakemake.input, snakemake.params, snakemake.output
    names = {"study": snakemake.wildcards.study, "model": snakemake.wildcards.model, "input": params.group}
    settings = model_settings(params.model["network"], snakemake.wildcards.model)
    preparation = PreparationSettings(**params.model["prepared"])
    inference = InferenceSettings(**params.model["inference"])
    postprocessing = PostprocessingSettings(**params.model["postprocessing"])
    compute = compute_on(accelerator, inference.precision)
    cohort = read_table(source.cohort, ["patient_id", "included"])
    applied = Segmentation(cohort, preparation, inference, postprocessing, params.mask, output.folder, compute)
    networks = [(fold, partial(trained_network, path)) for fold, path in zip(params.folds, source.weights, strict=True)]
    masks, steps = applied.run(networks, read_table(source.splits), params.group)
    write_table(masks.assign(**names, patients=params.patients), output.index)
    write_table(steps.assign(**names, patients=params.patients), output.steps)
