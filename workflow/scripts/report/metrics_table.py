"""Tables 2 to 4: the metrics of one model, with the published values beside."""

from radiogenomics.evaluation.tables import metrics_note, metrics_table
from radiogenomics.files import read_json, read_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    metrics = read_table(snakemake.input.metrics)
    metrics = metrics[metrics["model"] == params.model]
    titles = {**params.model_titles, **params.ensemble_titles}
    table = metrics_table(metrics, params.model, titles)
    caption = f"Table {snakemake.wildcards.number}. {params.model_titles[params.model]}: metrics on the test patients"
    note = metrics_note(metrics, map(read_json, snakemake.input.selections))
    write_table_files(table, caption, note, params.simulated, snakemake.output.csv, snakemake.output.html)
