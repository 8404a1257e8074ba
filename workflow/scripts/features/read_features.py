"""Make a table of features from what the archive, or the user, has."""

from pathlib import Path

from radiogenomics.features.reading import feature_table
from radiogenomics.features.table_settings import TableSettings
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    settings = TableSettings(**params.table)
    cohort = read_table(snakemake.input.cohort)
    features, exclusions = feature_table(settings, cohort, Path(params.archive), params.modalities, params.mask)
    write_table(features, snakemake.output.features)
    write_table(exclusions, snakemake.output.exclusions)
