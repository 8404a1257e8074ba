"""Every published figure of a study: whether it is possible, the interval its patients allow, and ours beside it."""

import pandas as pd

from radiogenomics.evaluation.published import published_metrics
from radiogenomics.evaluation.published_beside import (
    published_beside_ours,
    published_tests_beside_ours,
    with_predictive_values,
)
from radiogenomics.evaluation.published_table import published_note, published_table
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, source, output = snakemake.params, snakemake.input, snakemake.output
    study = snakemake.wildcards.study
    published = published_metrics(tuple(params.published_tables))
    ours = with_predictive_values(read_table(source.metrics), read_table(source.operating_points))
    beside = published_beside_ours(published, ours)
    if tests := bool(source.comparisons):
        of_tests = published_tests_beside_ours(read_table(source.comparisons[0]))
        beside = pd.concat([beside, of_tests], ignore_index=True)
    beside.insert(0, "study", study)
    beside.insert(1, "patients", "simulated" if params.simulated else "real")
    write_table(beside, output.published)
    table = published_table(beside, {**params.model_titles, **params.ensemble_titles})
    caption = f"{params.label}: published figures, and ours"
    write_table_files(
        table, caption, published_note(beside, tests), params.simulated, output.csv, output.html, study=study
    )
