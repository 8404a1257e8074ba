"""Fit one of the published methods that Lyu and Costen compare with, where the cohort has what it needs."""

import pandas as pd

from radiogenomics.expression.baselines import runnable
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.leakage.records import write_fitted
from radiogenomics.towers.names import IMAGES
from radiogenomics.towers.published_methods import COLUMNS, run_method

with job(snakemake.log[0], snakemake.output):
    source, params, names = snakemake.input, snakemake.params, snakemake.wildcards
    cohort, splits = read_table(source.cohort), read_table(source.splits)
    labels = read_table(source.labels).set_index("patient_id")["label"]
    verdict = runnable(cohort, params.methods, params.weights).set_index("name").loc[names.method]
    predictions, fitted = pd.DataFrame(columns=COLUMNS), []
    if verdict["runs"]:
        how = (params.mask, params.weights, params.seed, snakemake.threads)
        predictions, fitted = run_method(names.method, cohort, splits, labels, *how)
    write_table(predictions.assign(study=names.study, model=names.method, input=IMAGES), snakemake.output.predictions)
    write_fitted(fitted, snakemake.output.fitted)
