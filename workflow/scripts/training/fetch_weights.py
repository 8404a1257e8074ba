"""Fetch published weights, or take them from a folder."""

from radiogenomics.files import write_json
from radiogenomics.job import job
from radiogenomics.networks.download import fetch_weights

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    record = fetch_weights(params.family, params.name, snakemake.output.weights, params.weights)
    write_json(record, snakemake.output.record)
