"""List the patients who are in several cohorts, or in one under two names, by the published crosswalks."""

from radiogenomics.cohorts.overlap import overlaps_of_archives
from radiogenomics.files import write_table
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    write_table(overlaps_of_archives(snakemake.params.cohorts), snakemake.output.overlaps)
