"""Make a table of features from what the archive, or the user, has."""

from pathlib import Path

from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.features.reading import feature_table
from radiogenomics.features.table_settings import TableSettings
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.oddities import write_oddities

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    table = feature_table(
        TableSettings(**params.table),
        read_table(snakemake.input.cohort),
        Path(params.archive),
        params.modalities,
        params.mask,
        LabelSettings(**params.label),
    )
    write_table(table.features, output.features)
    write_table(table.exclusions.assign(patients=params.patients), output.exclusions)
    write_table(table.sources, output.sources)
    write_oddities(snakemake.output.oddities)
