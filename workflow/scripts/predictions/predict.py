"""Predict validation and test patients by the networks of all folds of one model and input."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.devices.compute import compute_on
from radiogenomics.files import read_json, read_table, write_table
from radiogenomics.images.arrays import open_channels
from radiogenomics.job import job
from radiogenomics.networks.build import build_network
from radiogenomics.networks.head import trained_part
from radiogenomics.networks.registry import model_settings
from radiogenomics.predictions.folds import predict_folds
from radiogenomics.predictions.settings import PredictionSettings
from radiogenomics.search.keys import read_best, with_values
from radiogenomics.training.trained import load_trained


def trained_network(path):
    network = build_network(model, len(images), source.initial, params.seed)
    load_trained(network, path)
    return trained_part(network, model)


with job(snakemake.log[0], snakemake.output):
    accelerator = job_accelerator(snakemake.resources, snakemake.threads)
    source, params = snakemake.input, snakemake.params
    best = read_best(source.searched, params.searched)
    model = model_settings(with_values(params.model, "model", best), title=snakemake.wildcards.model)
    images = open_channels(source.arrays, source.indices, model.seen_dimensions)
    splits = read_table(source.splits)
    networks = (trained_network(path) for path in source.weights)
    settings = PredictionSettings(**params.prediction)
    patients = splits[splits.group == params.group]
    auto = settings.precision == "auto"
    compute = compute_on(accelerator, read_json(source.precision)["precision"] if auto else settings.precision)
    predictions, routes = predict_folds(networks, images, patients, settings, compute)
    names = {
        "study": snakemake.wildcards.study,
        "model": snakemake.wildcards.model,
        "input": snakemake.wildcards.input,
    }
    write_table(predictions.assign(**names), snakemake.output.predictions)
    write_table(routes.assign(**names), snakemake.output.routes)
