"""Table 1: characteristics of all training and test patients, as published and by partition."""

from radiogenomics.cohorts.characteristics import headings, patient_characteristics
from radiogenomics.cohorts.partitions import NOTE, partition_characteristics
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files
from radiogenomics.splits.subsets import patients_of_groups

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    splits = read_table(snakemake.input.splits)
    patients = patients_of_groups(read_table(snakemake.input.cohort), splits, [params.group])
    who = "simulated patients" if params.simulated else "patients"
    note = f"n = {len(patients)} {who} in the training or test set of the group {params.group}."
    caption = f"Table 1. Patient characteristics by {params.label}"
    table = patient_characteristics(patients)
    write_table_files(table, caption, note, params.simulated, output.csv, output.html, headings(*params.classes))

    subsets = splits[splits.group == params.group].set_index("patient_id").subset
    table = partition_characteristics(patients, subsets, params.classes)
    columns = {"characteristic": "", "category": "Patients", "train": "Training", "test": "Test", "smd": "SMD"}
    write_table_files(
        table,
        "Table 1 by partition. Patients of the training and of the test set",
        f"{note} {NOTE}",
        params.simulated,
        output.partition_csv,
        output.partition_html,
        columns,
        study=snakemake.wildcards.study,
    )
