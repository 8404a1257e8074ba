"""Write a trained model as a folder that holds all that a prediction needs."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from radiogenomics.bundles.export import write_bundle
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    files = {name: [paths] if isinstance(paths, str) else list(paths) for name, paths in snakemake.input.items()}
    write_bundle(params.form, files, params.description, params.seed, snakemake.output.folder)
