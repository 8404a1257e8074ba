"""Metrics of every model and ensemble on the test patients."""

from radiogenomics.evaluation.ensembles import ensemble_probabilities, measure
from radiogenomics.evaluation.published import published_metrics
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    predictions = read_table(snakemake.input.predictions)
    labels = read_table(snakemake.input.test_labels)
    probabilities = ensemble_probabilities(predictions, labels, params.ensembles)
    metrics = measure(probabilities, params.seed, published_metrics(tuple(params.published_tables)))
    metrics.insert(0, "study", snakemake.wildcards.study)
    metrics.insert(1, "patients", "simulated" if params.simulated else "real")
    write_table(metrics, snakemake.output.metrics)
