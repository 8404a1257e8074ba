"""Predict validation and test patients, slice by slice, by the networks of all folds of one model and input."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.devices.compute import compute_on
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.networks.build import build_network
from radiogenomics.networks.head import trained_part
from radiogenomics.networks.registry import model_settings
from radiogenomics.predictions.settings import PredictionSettings
from radiogenomics.predictions.slices import of_patients, predict_slices
from radiogenomics.search.keys import read_best, with_values
from radiogenomics.training.items import open_items
from radiogenomics.training.trained import load_trained


def trained_network(path):
    network = build_network(model, items.channels, source.initial, params.seed)
    load_trained(network, path)
    return trained_part(network, model)


with job(snakemake.log[0], snakemake.output):
    accelerator = job_accelerator(snakemake.resources, snakemake.threads)
    source, params, names = snakemake.input, snakemake.params, snakemake.wildcards
    best = read_best(source.searched, params.searched)
    model = model_settings(with_values(params.model, "model", best), title=names.model)
    items, splits = open_items(params.reading, source, model), read_table(source.splits)
    patients, settings = splits[splits.group == params.group], PredictionSettings(**params.prediction)
    networks = (trained_network(path) for path in source.weights)
    compute = compute_on(accelerator, settings.precision)
    slices = predict_slices(networks, items.originals, patients, settings, compute)
    key = {"study": names.study, "model": names.model, "input": names.input}
    write_table(of_patients(slices).assign(**key), snakemake.output.predictions)
    write_table(slices.assign(**key), snakemake.output.slices)
