"""Write a trained ensemble as a folder that holds all that a prediction needs."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from radiogenomics.bundles.export import ExportedFiles, write_bundle
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    source = snakemake.input
    files = ExportedFiles(
        *(source.arrays, source.indices, source.initial, source.weights),
        *(source.cohort, source.splits, source.window, source.thresholds),
    )
    write_bundle(files, snakemake.params.ensemble, snakemake.params.seed, snakemake.output.folder)
