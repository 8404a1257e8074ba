"""AUC of every classifier in repeated cross-validation, with intervals that know that the folds overlap."""

import pandas as pd

from radiogenomics.evaluation.cross_validation import measure_cross_validation
from radiogenomics.evaluation.cross_validation_table import cross_validation_note, cross_validation_table
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    cohort = read_table(snakemake.input.cohort)
    predictions = pd.concat([read_table(path) for path in snakemake.input.predictions], ignore_index=True)
    measured = measure_cross_validation(predictions, cohort.loc[cohort["included"], ["patient_id", "label"]])
    measured.insert(0, "study", snakemake.wildcards.study)
    measured.insert(1, "patients", "simulated" if params.simulated else "real")
    write_table(measured, output.measured)
    titles = {**params.model_titles, **params.input_titles}
    table, note = cross_validation_table(measured, titles), cross_validation_note(measured)
    caption = f"{params.label}: AUC of each model in repeated cross-validation"
    write_table_files(table, caption, note, params.simulated, output.csv, output.html)
