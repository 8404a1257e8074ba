"""Features of all images of an input by a frozen backbone, for all folds."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.devices.compute import compute_on
from radiogenomics.images.arrays import open_channels
from radiogenomics.job import job
from radiogenomics.networks.build import build_network
from radiogenomics.networks.frozen_features import write_features
from radiogenomics.networks.registry import model_settings

with job(snakemake.log[0], snakemake.output):
    source, params = snakemake.input, snakemake.params
    accelerator = job_accelerator(snakemake.resources, snakemake.threads)
    originals = open_channels(source.arrays, source.indices)
    augmented = open_channels(source.augmented_arrays, source.augmented_indices)
    model = model_settings(params.model, title=snakemake.wildcards.model)
    network = build_network(model, len(originals), source.weights, params.seed)
    compute = compute_on(accelerator, params.precision)
    output = snakemake.output
    write_features(compute, network, [originals, augmented], params.batch_size, output.array, output.index)
