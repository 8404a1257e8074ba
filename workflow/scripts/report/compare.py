"""All models of the studies that share patients, on one page."""

from pathlib import Path

from radiogenomics.evaluation.compared import Compared
from radiogenomics.job import job
from radiogenomics.report.comparison_page import write_comparison

with job(snakemake.log[0], snakemake.output):
    studies = [Compared(**section) for section in snakemake.params.studies]
    write_comparison(studies, Path(snakemake.output.page))
