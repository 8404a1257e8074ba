"""List the patients who are in several cohorts, or in one under two names, by the published crosswalks."""

from pathlib import Path

from radiogenomics.cohorts.overlap import overlaps_of_archives
from radiogenomics.files import write_table
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    cohorts = {name: (source, Path(folder)) for name, (source, folder) in snakemake.params.cohorts.items()}
    write_table(overlaps_of_archives(cohorts), snakemake.output.overlaps)
