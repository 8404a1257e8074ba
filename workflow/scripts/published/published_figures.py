"""The published figures of all papers: whether each is possible, and the interval its patients allow."""

from radiogenomics.evaluation.published import published_metrics
from radiogenomics.evaluation.published_and_ours import published_and_ours
from radiogenomics.evaluation.published_index import published_titles, tables_of_all_papers
from radiogenomics.evaluation.published_table import published_note, published_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    names = tables_of_all_papers()
    published = published_and_ours(published_metrics(names))
    table = published_table(published, published_titles(names), ours=False)
    caption = "Published figures of all papers: which of them are possible"
    write_table_files(table, caption, published_note(published), False, snakemake.output.csv, snakemake.output.html)
