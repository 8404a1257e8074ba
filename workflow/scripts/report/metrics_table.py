"""Metrics of one model, or of all, on the test patients, with the published values."""

from radiogenomics.evaluation.published import published_metrics
from radiogenomics.evaluation.tables import metrics_note, metrics_table
from radiogenomics.evaluation.titles import numbered
from radiogenomics.files import read_json, read_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, source, output = snakemake.params, snakemake.input, snakemake.output
    metrics, model = read_table(source.metrics), params.model
    metrics = metrics if model is None else metrics[metrics["model"] == model]
    metrics = metrics if params.published_tables else metrics.assign(published=float("nan"))
    titles = {**params.model_titles, **params.ensemble_titles}
    table = metrics_table(metrics, model, titles, params.ensemble_name)
    published, selections = published_metrics(params.published_tables), map(read_json, source.get("selections", []))
    note = metrics_note(metrics, published, params.published_left_out, selections, params.folds)
    who = "all models" if model is None else params.model_titles[model]
    caption = numbered(f"{params.label}: metrics of {who} on the test patients", params.number)
    write_table_files(table, caption, note, params.simulated, output.csv, output.html)
