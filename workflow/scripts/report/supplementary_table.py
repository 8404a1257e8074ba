"""Metrics of the runs beside the main comparison."""

import pandas as pd

from radiogenomics.evaluation.ensembles import ensemble_probabilities, measure
from radiogenomics.evaluation.tables import metrics_note, metrics_table
from radiogenomics.files import read_json, read_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    labels = read_table(snakemake.input.test_labels)
    predictions = pd.concat([read_table(path) for path in snakemake.input.predictions], ignore_index=True)
    parts = [
        ensemble_probabilities(predictions[predictions["model"] == run["model"]], labels, {name: run["inputs"]})
        for name, run in params.runs.items()
    ]
    metrics = measure(pd.concat(parts, ignore_index=True), params.seed)
    titles = {**params.model_titles, **{name: run["title"] for name, run in params.runs.items()}}
    table = metrics_table(metrics, titles=titles)
    caption = "Supplementary runs: metrics on the test patients"
    note = metrics_note(metrics, map(read_json, snakemake.input.selections))
    write_table_files(table, caption, note, params.simulated, snakemake.output.csv, snakemake.output.html)
