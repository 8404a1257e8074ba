"""Decide which part of the scans the networks see."""

from radiogenomics.files import read_table, write_json
from radiogenomics.images.settings import ImageSettings
from radiogenomics.images.window import study_window
from radiogenomics.job import job
from radiogenomics.leakage.records import CROP_WINDOW, FittedStep, write_fitted
from radiogenomics.splits.subsets import training_patients

with job(snakemake.log[0], snakemake.output):
    cohort = read_table(snakemake.input.cohort, ["patient_id", "included"])
    training = training_patients(cohort, read_table(snakemake.input.splits))
    window, patients = study_window(training, ImageSettings(**snakemake.params.images), workers=snakemake.threads)
    write_json(window.to_dict(), snakemake.output.window)
    step = FittedStep(CROP_WINDOW, model="", input="", fold=None, patients=patients)
    write_fitted([step], snakemake.output.fitted)
