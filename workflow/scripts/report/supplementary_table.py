"""Metrics of the supplementary runs, at thresholds chosen on their own validation patients."""

import pandas as pd

from radiogenomics.evaluation.ensembles import ensemble_probabilities, measure
from radiogenomics.evaluation.published import published_metrics
from radiogenomics.evaluation.settings import EvaluationSettings
from radiogenomics.evaluation.tables import metrics_note, metrics_table
from radiogenomics.evaluation.thresholds import choose_thresholds
from radiogenomics.evaluation.titles import numbered
from radiogenomics.evaluation.validation import validation_probabilities
from radiogenomics.files import read_json, read_table
from radiogenomics.job import job
from radiogenomics.leakage.before_evaluation import refuse_leaks_of_files
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    refuse_leaks_of_files(snakemake.input.fitted, [snakemake.input.splits], "supplementary runs")
    settings = EvaluationSettings(**params.evaluation)
    train_labels, test_labels = read_table(snakemake.input.train_labels), read_table(snakemake.input.test_labels)
    predictions = pd.concat([read_table(path) for path in snakemake.input.predictions], ignore_index=True)
    validated, tested = [], []
    for name, run in params.runs.items():
        rows, inputs = predictions[predictions["model"] == run["model"]], {name: run["inputs"]}
        validated.append(validation_probabilities(rows, train_labels, inputs))
        tested.append(ensemble_probabilities(rows, test_labels, inputs))
    thresholds = choose_thresholds(pd.concat(validated, ignore_index=True), settings.sensitivity)
    published = published_metrics(params.published_tables)
    probabilities = pd.concat(tested, ignore_index=True)
    metrics = measure(probabilities, params.seed, published, thresholds, settings.threshold, settings.draws)
    titles = {**params.model_titles, **{name: run["title"] for name, run in params.runs.items()}}
    table = metrics_table(metrics, titles=titles)
    caption = numbered("Supplementary runs: metrics on the test patients", params.number)
    selections = map(read_json, snakemake.input.selections)
    note = metrics_note(metrics, published, params.published_left_out, selections)
    write_table_files(table, caption, note, params.simulated, snakemake.output.csv, snakemake.output.html)
