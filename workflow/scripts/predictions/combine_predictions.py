"""Weighted mean of the predictions of several inputs of one model."""

from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.predictions.combination import combined

with job(snakemake.log[0], snakemake.output):
    names, weights = snakemake.wildcards, snakemake.params.weights
    members = dict(zip(weights, map(read_table, snakemake.input.members), strict=True))
    key = {"study": names.study, "model": names.model, "input": names.input}
    write_table(combined(members, weights).assign(**key), snakemake.output.predictions)
