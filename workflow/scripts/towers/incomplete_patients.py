"""Patients who lack a modality, by the tower that predicts them in a fusion's place."""

from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files
from radiogenomics.towers.incomplete import incomplete_note, incomplete_table

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    labels = read_table(snakemake.input.labels).set_index("patient_id")["label"]
    found = zip(params.models, snakemake.input.predictions, strict=True)
    tables = {params.titles[name]: read_table(path) for name, path in found}
    table = incomplete_table(tables, labels)
    caption = f"{params.label}: patients who lack a modality"
    write_table_files(table, caption, incomplete_note(), params.simulated, output.csv, output.html)
