"""Print what would be downloaded, from where and how much; nothing is fetched."""

from pathlib import Path

from radiogenomics.downloads.plan import describe_plan
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    weights = [Path(path) for path in snakemake.params.weights]
    print(describe_plan(snakemake.params.parts, Path(snakemake.params.data_dir), weights))
