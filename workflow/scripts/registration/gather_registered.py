"""Gather what became of all scans of a cohort."""

from radiogenomics.files import write_table
from radiogenomics.job import job
from radiogenomics.registration.scans import QUALITY, SCAN, gathered

with job(snakemake.log[0], snakemake.output):
    write_table(gathered(snakemake.input.folders, SCAN), snakemake.output.scans)
    write_table(gathered(snakemake.input.folders, QUALITY), snakemake.output.quality)
