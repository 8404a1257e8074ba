"""Predictions, labels and selection of a study whose predictions somebody else made."""

from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.files import write_table
from radiogenomics.job import job
from radiogenomics.oddities import write_oddities
from radiogenomics.predictions.external import checksums_of
from radiogenomics.predictions.external_settings import ExternalSettings
from radiogenomics.predictions.external_study import read_prediction_study

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    models = {name: ExternalSettings(**settings, title=name) for name, settings in params.models.items()}
    label = LabelSettings(**params.label)
    predictions, labels, flow = read_prediction_study(snakemake.wildcards.study, models, label)
    write_table(predictions.assign(patients=params.patients), output.predictions)
    write_table(labels, output.test_labels)
    write_table(flow.assign(patients=params.patients), output.flow)
    write_table(checksums_of([model.path for model in models.values()]), output.sources)
    write_oddities(output.oddities)
