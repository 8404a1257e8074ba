"""Calibration of every model and ensemble on the test patients."""

from radiogenomics.evaluation.calibration import measure_calibration
from radiogenomics.evaluation.calibration_table import calibration_note, calibration_table
from radiogenomics.evaluation.ensembles import ensemble_probabilities
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    labels = read_table(snakemake.input.test_labels)
    probabilities = ensemble_probabilities(read_table(snakemake.input.predictions), labels, params.ensembles)
    measured = measure_calibration(probabilities, params.seed, params.draws)
    measured.insert(0, "study", snakemake.wildcards.study)
    measured.insert(1, "patients", "simulated" if params.simulated else "real")
    write_table(measured, output.calibration)
    table = calibration_table(measured, {**params.model_titles, **params.ensemble_titles})
    caption = f"{params.label}: calibration on the test patients"
    write_table_files(table, caption, calibration_note(measured), params.simulated, output.csv, output.html)
