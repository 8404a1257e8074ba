"""Predict the test patients from age and sex alone. Labels of test patients are not read."""

from radiogenomics.controls.clinical import clinical_baseline
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.leakage.records import write_fitted

COLUMNS = ["patient_id", "included", "age", "sex"]

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    cohort = read_table(snakemake.input.cohort, COLUMNS, usecols=COLUMNS)
    labels = read_table(snakemake.input.labels).set_index("patient_id")["label"]
    splits = read_table(snakemake.input.splits)
    of_group = splits[splits["group"] == params.group]
    predictions, fitted = clinical_baseline(cohort, labels, of_group, params.seed)
    predictions.insert(0, "study", snakemake.wildcards.study)
    write_table(predictions, snakemake.output.predictions)
    write_fitted(fitted, snakemake.output.fitted)
