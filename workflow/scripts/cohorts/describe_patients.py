"""Table 1: characteristics of all training and test patients."""

from radiogenomics.cohorts.characteristics import patient_characteristics
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files
from radiogenomics.splits.subsets import patients_of_groups

with job(snakemake.log[0], snakemake.output):
    splits = read_table(snakemake.input.splits)
    patients = patients_of_groups(read_table(snakemake.input.cohort), splits, [snakemake.params.group])
    positive, negative = snakemake.params.classes
    who = f"n = {len(patients)} patients in the training or test set of the group {snakemake.params.group}."
    note = f"{who} Positive: {positive}; negative: {negative}."
    caption = f"Table 1. Patient characteristics by {snakemake.params.label}"
    table = patient_characteristics(patients)
    write_table_files(table, caption, note, snakemake.params.simulated, snakemake.output.csv, snakemake.output.html)
