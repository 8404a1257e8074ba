"""List the scans of a cohort that are to be registered."""

from pathlib import Path

from radiogenomics.cohorts.selection import mark_excluded
from radiogenomics.cohorts.sources import reader_of
from radiogenomics.files import write_table
from radiogenomics.job import job
from radiogenomics.registration.scans import scans_to_register

with job(snakemake.log[0], snakemake.output):
    archive, folder, reading = snakemake.params.folder
    scans = reader_of(archive, reading)(Path(folder), snakemake.params.modalities)
    write_table(scans_to_register(mark_excluded(scans, snakemake.params.excluded)), snakemake.output.scans)
