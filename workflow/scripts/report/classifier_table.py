"""Metrics of all classifiers on the test patients, with published values beside."""

from radiogenomics.evaluation.classifier_tables import classifier_metrics_note
from radiogenomics.evaluation.published import published_metrics
from radiogenomics.evaluation.tables import metrics_table
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    metrics = read_table(snakemake.input.metrics)
    published = published_metrics(tuple(params.published_tables))
    titles = {**params.model_titles, **params.ensemble_titles}
    table = metrics_table(metrics, titles=titles, ensemble_name="Input")
    note = classifier_metrics_note(metrics, published, fitted=params.fitted)
    caption = f"{params.label}: metrics of all models on the test patients"
    write_table_files(table, caption, note, params.simulated, snakemake.output.csv, snakemake.output.html)
