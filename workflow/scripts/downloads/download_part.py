"""Fetch one part of an archive, and record its files."""

from pathlib import Path

from radiogenomics.downloads.catalogue import read_part
from radiogenomics.downloads.checksums import write_records
from radiogenomics.downloads.receive import receive_part
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    part = read_part(snakemake.wildcards.source, snakemake.wildcards.part)
    write_records(receive_part(part, Path(snakemake.params.folder)), snakemake.output.records)
