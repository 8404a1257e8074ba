"""The published figures of all papers: whether each is possible, and the interval its patients allow."""

from radiogenomics.evaluation.published import METRIC_FILES, OTHER_PAPERS, published_metrics
from radiogenomics.evaluation.published_beside import published_beside_ours
from radiogenomics.evaluation.published_table import published_note, published_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    published = published_beside_ours(published_metrics((*METRIC_FILES, *OTHER_PAPERS)))
    table = published_table(published, ours=False)
    caption = "Published figures of all papers: which of them are possible"
    write_table_files(table, caption, published_note(published), False, snakemake.output.csv, snakemake.output.html)
