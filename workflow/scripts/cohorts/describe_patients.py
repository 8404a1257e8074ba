"""Table 1: characteristics of all training and test patients."""

from radiogenomics.cohorts.characteristics import headings, patient_characteristics
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files
from radiogenomics.splits.subsets import patients_of_groups

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    splits = read_table(snakemake.input.splits)
    patients = patients_of_groups(read_table(snakemake.input.cohort), splits, [params.group])
    note = f"n = {len(patients)} patients in the training or test set of the group {params.group}."
    caption = f"Table 1. Patient characteristics by {params.label}"
    table = patient_characteristics(patients)
    write_table_files(table, caption, note, params.simulated, output.csv, output.html, headings(*params.classes))
