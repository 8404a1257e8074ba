"""Read the archive's tables and decide who takes part."""

from pathlib import Path

from radiogenomics.cohorts.overlap import mark_patients_of
from radiogenomics.cohorts.selection import mark_excluded, select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.sources import reader_of
from radiogenomics.files import write_table
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    scans = reader_of(params.from_source)(Path(params.archive), params.modalities)
    patients = "simulated" if params.simulated else "real"
    if params.simulated:
        scans = scans.assign(site="simulated")
    if params.label_convention is not None:
        scans = scans.assign(label_convention=params.label_convention)
    scans = mark_patients_of(mark_excluded(scans, params.excluded), params.cohort, params.archive, params.others)
    cohort, flow = select_patients(scans, LabelSettings(**params.label), params.modalities, params.mask)
    write_table(cohort.assign(patients=patients), snakemake.output.cohort)
    write_table(flow.assign(patients=patients), snakemake.output.flow)
