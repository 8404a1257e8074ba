"""Tests between the compared models: Friedman's and Nemenyi's, or of two models Wilcoxon's."""

from radiogenomics.evaluation.comparisons import compare_models
from radiogenomics.evaluation.ensembles import ensemble_probabilities
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    predictions = read_table(snakemake.input.predictions)
    predictions = predictions[predictions["model"].isin(snakemake.params.models)]
    labels = read_table(snakemake.input.test_labels)
    comparisons = compare_models(ensemble_probabilities(predictions, labels, snakemake.params.ensembles))
    comparisons.insert(0, "study", snakemake.wildcards.study)
    comparisons.insert(1, "patients", "simulated" if snakemake.params.simulated else "real")
    write_table(comparisons, snakemake.output.comparisons)
