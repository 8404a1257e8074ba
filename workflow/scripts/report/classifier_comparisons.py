"""Friedman and Nemenyi tests between the classifiers, and their critical-difference diagram."""

from radiogenomics.evaluation.comparison_tables import comparison_note, comparison_table
from radiogenomics.evaluation.critical_difference import critical_difference_figure
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, output, study = snakemake.params, snakemake.output, snakemake.wildcards.study
    comparisons = read_table(snakemake.input.comparisons)
    titles = {**params.model_titles, **params.ensemble_titles}
    table = comparison_table(comparisons, titles, published=False)
    note = comparison_note(comparisons, published=False)
    caption = f"{params.label}: Friedman and Nemenyi tests between the models"
    write_table_files(table, caption, note, params.simulated, output.csv, output.html, study=study)
    figure = critical_difference_figure(comparisons, titles, f"{params.label}: mean ranks", params.simulated)
    save_figure(figure, output.ranks_svg, output.ranks_png, simulated=params.simulated)
