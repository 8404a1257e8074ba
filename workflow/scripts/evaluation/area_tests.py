"""Tests between the AUCs of every two models: on the test patients, and in cross-validation where there is one."""

import pandas as pd

from radiogenomics.evaluation.area_table import area_note, area_table
from radiogenomics.evaluation.area_tests import area_tests, cross_validation_tests
from radiogenomics.evaluation.ensembles import ensemble_probabilities
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, source, output = snakemake.params, snakemake.input, snakemake.output
    labels = read_table(source.test_labels)
    probabilities = ensemble_probabilities(read_table(source.predictions), labels, params.ensembles)
    tests = area_tests(probabilities, params.external)
    if source.cross_validation:
        cohort = read_table(source.cohort[0])
        predictions = pd.concat([read_table(path) for path in source.cross_validation], ignore_index=True)
        everybody = cohort.loc[cohort["included"], ["patient_id", "label"]]
        tests = pd.concat([tests, cross_validation_tests(predictions, everybody)], ignore_index=True)
    tests.insert(0, "study", snakemake.wildcards.study)
    tests.insert(1, "patients", "simulated" if params.simulated else "real")
    write_table(tests, output.tests)
    table = area_table(tests, {**params.model_titles, **params.ensemble_titles})
    caption = f"{params.label}: tests between the AUCs of the models"
    write_table_files(table, caption, area_note(tests, params.simulated), params.simulated, output.csv, output.html)
