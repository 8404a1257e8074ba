"""Predictions of the study's test patients that somebody else made."""

from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.oddities import write_oddities
from radiogenomics.predictions.alike_models import notice_alike_model, probabilities_of
from radiogenomics.predictions.external import as_predictions, checksums_of, of_test_patients, read_external
from radiogenomics.predictions.external_settings import ExternalSettings

with job(snakemake.log[0], snakemake.output):
    source, wildcards = snakemake.input, snakemake.wildcards
    models = {name: ExternalSettings(**table, title=name) for name, table in snakemake.params.models.items()}
    external = models[wildcards.model]
    given = read_external(external, LabelSettings(**snakemake.params.label))
    # Each two models are compared once: a model with those that the config names before it.
    before = list(models)[: list(models).index(wildcards.model)]
    others = {name: probabilities_of(models[name]) for name in before}
    notice_alike_model(wildcards.model, given, others, {name: table.path for name, table in models.items()})
    known = read_table(source.test_labels), read_table(source.splits)
    predictions = of_test_patients(given, *known, external.path)
    write_table(as_predictions(predictions, wildcards.study, wildcards.model), snakemake.output.predictions)
    write_table(checksums_of([external.path]), snakemake.output.sources)
    write_oddities(snakemake.output.oddities)
