"""Features of all images of an input by a frozen backbone, for all folds."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.devices.compute import compute_on
from radiogenomics.job import job
from radiogenomics.networks.build import build_network
from radiogenomics.networks.frozen_features import write_features
from radiogenomics.networks.registry import model_settings
from radiogenomics.training.items import open_images_of

with job(snakemake.log[0], snakemake.output):
    source, params = snakemake.input, snakemake.params
    accelerator = job_accelerator(snakemake.resources, snakemake.threads)
    model = model_settings(params.model, title=snakemake.wildcards.model)
    items = open_images_of(params.reading, source, model)
    network = build_network(model, items.channels, source.weights, params.seed)
    compute = compute_on(accelerator, params.precision)
    images = [part for part in (items.originals, items.augmented) if part]
    output = snakemake.output
    write_features(compute, network, images, params.batch_size, output.array, output.index)
