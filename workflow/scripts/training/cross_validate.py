"""Out-of-fold probabilities of one classifier in repeated cross-validation over all patients of a group."""

from radiogenomics.classifiers.fit import cross_validate
from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.features.inputs import input_features
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.splits.settings import CrossValidationSettings
from radiogenomics.splits.subsets import labels_of_group

with job(snakemake.log[0], snakemake.output):
    params, wildcards = snakemake.params, snakemake.wildcards
    tables = {name: read_table(path) for name, path in zip(params.tables, snakemake.input.tables, strict=True)}
    features = input_features(tables, params.features, params.modalities)
    labels = labels_of_group(read_table(snakemake.input.cohort), params.modalities)
    settings = ClassifierSettings(**params.model, title=wildcards.model)
    folds = CrossValidationSettings(**params.cross_validation)
    predictions = cross_validate(features, labels, settings, folds, params.seed)
    names = {"study": wildcards.study, "model": wildcards.model, "input": wildcards.input}
    write_table(predictions.assign(**names), snakemake.output.predictions)
