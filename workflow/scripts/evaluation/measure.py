"""Metrics of every model and ensemble on the test patients."""

from radiogenomics.evaluation.ensembles import ensemble_probabilities, measure
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    predictions = read_table(snakemake.input.predictions)
    labels = read_table(snakemake.input.test_labels)
    metrics = measure(ensemble_probabilities(predictions, labels, snakemake.params.ensembles), snakemake.params.seed)
    metrics.insert(0, "study", snakemake.wildcards.study)
    metrics.insert(1, "patients", "simulated" if snakemake.params.simulated else "real")
    write_table(metrics, snakemake.output.metrics)
