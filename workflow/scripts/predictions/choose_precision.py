"""Measure which arithmetic predicts faster, once for all predictions of a study."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.files import write_json
from radiogenomics.job import job
from radiogenomics.networks.registry import model_settings
from radiogenomics.predictions.precision import choose_precision

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    accelerator = job_accelerator(snakemake.resources, snakemake.threads)
    model = model_settings(params.model, title="timed")
    write_json(choose_precision(model, params.channels, params.shape, accelerator), snakemake.output.choice)
