"""Friedman and Nemenyi tests between the classifiers."""

from radiogenomics.evaluation.tables import comparison_note, comparison_table
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    comparisons = read_table(snakemake.input.comparisons)
    table = comparison_table(comparisons, {**params.model_titles, **params.ensemble_titles}, published=False)
    note = comparison_note(comparisons, published=False)
    caption = f"{params.label}: Friedman and Nemenyi tests between the models"
    write_table_files(table, caption, note, params.simulated, snakemake.output.csv, snakemake.output.html)
