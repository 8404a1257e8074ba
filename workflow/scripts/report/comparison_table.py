"""Tests between the compared models, with published p-values, and the diagram of their mean ranks."""

from radiogenomics.evaluation.comparison_tables import comparison_note, comparison_table
from radiogenomics.evaluation.comparisons import names_of_tests
from radiogenomics.evaluation.critical_difference import critical_difference_figure
from radiogenomics.evaluation.published import published_comparisons
from radiogenomics.evaluation.titles import numbered
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, output, study = snakemake.params, snakemake.output, snakemake.wildcards.study
    comparisons = read_table(snakemake.input.comparisons)
    published = published_comparisons(params.published_tables)
    titles = {**params.model_titles, **params.ensemble_titles}
    table = comparison_table(comparisons, titles, published)
    note = " ".join([comparison_note(comparisons, titles, published), *params.published_left_out])
    caption = numbered(f"{params.label}: {names_of_tests(comparisons)} between the models", params.number)
    write_table_files(table, caption, note, params.simulated, output.csv, output.html, study=study)
    figure = critical_difference_figure(comparisons, titles, f"{params.label}: mean ranks", params.simulated)
    save_figure(figure, output.ranks_svg, output.ranks_png, simulated=params.simulated)
