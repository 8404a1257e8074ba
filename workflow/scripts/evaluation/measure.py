"""Metrics of every model and ensemble on the test patients, and what each threshold means for them."""

from radiogenomics.evaluation.ensembles import ensemble_probabilities, measure
from radiogenomics.evaluation.operating_points import operating_points
from radiogenomics.evaluation.published import published_metrics
from radiogenomics.evaluation.settings import EvaluationSettings
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    settings = EvaluationSettings(**params.evaluation)
    predictions, labels = read_table(snakemake.input.predictions), read_table(snakemake.input.test_labels)
    probabilities = ensemble_probabilities(predictions, labels, params.ensembles)
    thresholds = read_table(snakemake.input.thresholds[0]) if snakemake.input.thresholds else None
    published = published_metrics(params.published_tables)
    metrics = measure(probabilities, params.seed, published, thresholds, settings.threshold, settings.draws)
    points = operating_points(probabilities, thresholds, params.seed, settings.draws)
    for table, path in ((metrics, output.metrics), (points, output.operating_points)):
        table.insert(0, "study", snakemake.wildcards.study)
        table.insert(1, "patients", "simulated" if params.simulated else "real")
        write_table(table, path)
