"""What each threshold means for the test patients, as a table."""

from radiogenomics.evaluation.operating_table import operating_note, operating_table
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, source, output = snakemake.params, snakemake.input, snakemake.output
    # Thresholds are printed with all their digits.
    points = read_table(source.points, float_precision="round_trip")
    thresholds = read_table(source.thresholds[0]) if source.thresholds else None
    table = operating_table(points, thresholds, params.sensitivity, {**params.model_titles, **params.ensemble_titles})
    caption = f"{params.label}: operating points on the test patients"
    note = operating_note(points, networks=params.chooses_epochs)
    write_table_files(table, caption, note, params.simulated, output.csv, output.html)
