"""The table of published methods, re-implemented, compared with the fusion."""

from radiogenomics.evaluation.published import published_metrics
from radiogenomics.evaluation.titles import numbered
from radiogenomics.expression.baselines import runnable
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files
from radiogenomics.towers.measures import judged_models
from radiogenomics.towers.published_methods_table import measure_methods, methods_note, methods_text

with job(snakemake.log[0], snakemake.output):
    source, params, output = snakemake.input, snakemake.params, snakemake.output
    labels = read_table(source.test_labels).set_index("patient_id")["label"]
    verdicts = runnable(read_table(source.cohort), params.methods, params.weights)
    predictions = {name: read_table(path) for name, path in zip(params.methods, source.methods, strict=True)}
    fusion = judged_models(read_table(source.predictions), labels)[params.fusion]
    accuracy = measure_methods(verdicts, predictions, fusion, labels, params.seed)
    patients = {"study": snakemake.wildcards.study, "patients": "simulated" if params.simulated else "real"}
    write_table(accuracy.assign(**patients), output.accuracy)
    table = methods_text(verdicts, accuracy, params.model_titles, published_metrics(params.published_tables))
    caption = numbered(f"{params.label}: published methods, re-implemented", params.number)
    note = methods_note(verdicts, accuracy)
    write_table_files(table, caption, note, params.simulated, output.csv, output.html)
