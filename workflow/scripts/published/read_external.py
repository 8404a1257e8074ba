"""Predictions of the study's test patients that somebody else made."""

from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.oddities import write_oddities
from radiogenomics.predictions.external import as_predictions, checksums_of, of_test_patients, read_external
from radiogenomics.predictions.external_settings import ExternalSettings

with job(snakemake.log[0], snakemake.output):
    source, wildcards = snakemake.input, snakemake.wildcards
    external = ExternalSettings(**snakemake.params.external, title=wildcards.model)
    given = read_external(external, LabelSettings(**snakemake.params.label))
    known = read_table(source.test_labels), read_table(source.splits)
    predictions = of_test_patients(given, *known, external.path)
    write_table(as_predictions(predictions, wildcards.study, wildcards.model), snakemake.output.predictions)
    write_table(checksums_of([external.path]), snakemake.output.sources)
    write_oddities(snakemake.output.oddities)
