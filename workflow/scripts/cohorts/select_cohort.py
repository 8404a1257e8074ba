"""Read the archive's tables and decide who takes part."""

from pathlib import Path

from radiogenomics.cohorts.overlap import mark_overlaps, overlaps_of_archives
from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.sources import reader_of
from radiogenomics.files import write_table
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    scans = reader_of(params.from_source)(Path(params.archive), params.modalities)
    if params.others:
        cohorts = params.others | {params.cohort: (params.from_source, params.archive)}
        scans = mark_overlaps(scans, overlaps_of_archives(cohorts), params.cohort)
    cohort, flow = select_patients(scans, LabelSettings(**params.label), params.modalities, params.mask)
    write_table(cohort, snakemake.output.cohort)
    patients = "simulated" if params.simulated else "real"
    write_table(flow.assign(patients=patients), snakemake.output.flow)
