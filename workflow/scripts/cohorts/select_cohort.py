"""Read the archive's tables and decide who takes part."""

from pathlib import Path

from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.upenn_gbm import read_scans
from radiogenomics.files import write_table
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    modalities = snakemake.params.modalities
    scans = read_scans(Path(snakemake.input.archive), modalities)
    cohort, flow = select_patients(scans, LabelSettings(**snakemake.params.label), modalities, snakemake.params.mask)
    write_table(cohort, snakemake.output.cohort)
    patients = "simulated" if snakemake.params.simulated else "real"
    write_table(flow.assign(patients=patients), snakemake.output.flow)
