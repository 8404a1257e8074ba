"""Table 5: Friedman and Nemenyi tests between the models."""

from radiogenomics.evaluation.tables import comparison_note, comparison_table
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    comparisons = read_table(snakemake.input.comparisons)
    titles = {**params.model_titles, **params.ensemble_titles}
    table = comparison_table(comparisons, titles=titles)
    caption = "Table 5. Friedman and Nemenyi tests between the networks"
    note = comparison_note(comparisons)
    write_table_files(table, caption, note, params.simulated, snakemake.output.csv, snakemake.output.html)
