"""Fit one classifier per fold and predict validation and test patients. Labels of test patients are not read."""

from dataclasses import replace

from radiogenomics.classifiers.fit import predict_folds
from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.features.inputs import input_features
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.leakage.records import write_fitted

with job(snakemake.log[0], snakemake.output):
    params, wildcards = snakemake.params, snakemake.wildcards
    tables = {name: read_table(path) for name, path in zip(params.tables, snakemake.input.tables, strict=True)}
    features = input_features(tables, params.features, params.modalities)
    labels = read_table(snakemake.input.labels).set_index("patient_id")["label"]
    splits = read_table(snakemake.input.splits)
    settings = ClassifierSettings(**params.model, title=wildcards.model)
    patients, fitted = splits[splits["group"] == params.group], []
    predictions, importance = predict_folds(
        features, labels, patients, settings, params.seed, params.importance, fitted
    )
    names = {"study": wildcards.study, "model": wildcards.model, "input": wildcards.input}
    write_table(predictions.assign(**names), snakemake.output.predictions)
    write_table(importance.assign(**names), snakemake.output.importance)
    named = [replace(step, model=wildcards.model, input=wildcards.input) for step in fitted]
    write_fitted(named, snakemake.output.fitted)
