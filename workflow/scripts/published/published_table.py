"""Every published figure of a study: whether it is possible, the interval its patients allow, and maybe ours."""

import pandas as pd

from radiogenomics.evaluation.published import published_comparisons, published_metrics
from radiogenomics.evaluation.published_and_ours import (
    published_and_ours,
    published_tests_and_ours,
    with_predictive_values,
)
from radiogenomics.evaluation.published_index import published_titles
from radiogenomics.evaluation.published_table import published_note, published_table
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, source, output = snakemake.params, snakemake.input, snakemake.output
    study = snakemake.wildcards.study
    names, tests = params.published_tables, published_comparisons(params.published_tables)
    ours = with_predictive_values(read_table(source.metrics), read_table(source.operating_points))
    figures = published_and_ours(published_metrics(names), ours)
    if source.comparisons:
        of_tests = published_tests_and_ours(tests, read_table(source.comparisons[0]))
        figures = pd.concat([figures, of_tests], ignore_index=True)
    figures.insert(0, "study", study)
    figures.insert(1, "patients", "simulated" if params.simulated else "real")
    write_table(figures, output.published)
    titles = {**published_titles(names), **params.model_titles, **params.ensemble_titles}
    table = published_table(figures, titles, params.ours)
    note = published_note(figures, tests, titles, params.published_left_out)
    caption = f"{params.label}: published figures{', and ours' * params.ours}"
    write_table_files(table, caption, note, params.simulated, output.csv, output.html, study=study)
