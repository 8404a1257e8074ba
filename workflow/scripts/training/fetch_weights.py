"""Fetch MedicalNet's weights, or take them from a folder."""

from pathlib import Path

from radiogenomics.files import write_json
from radiogenomics.job import job
from radiogenomics.networks.download import fetch_weights

with job(snakemake.log[0], snakemake.output):
    record = fetch_weights(
        int(snakemake.wildcards.depth),
        int(snakemake.wildcards.width),
        Path(snakemake.output.weights),
        snakemake.params.weights,
    )
    write_json(record, snakemake.output.record)
