"""Read the archive's tables and decide who takes part."""

from pathlib import Path

from radiogenomics.cohorts.empty_cells import notice_empty_labels
from radiogenomics.cohorts.expression import mark_expressed, patients_of_matrices
from radiogenomics.cohorts.overlap import mark_patients_of
from radiogenomics.cohorts.predicted_masks import with_predicted_masks
from radiogenomics.cohorts.selection import mark_excluded, select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.sources import TYPED_BY_ITS_USER, reader_of
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.oddities import write_oddities
from radiogenomics.registration.scans import with_registered

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    scans = reader_of(params.from_source, params.reading)(Path(params.archive), params.modalities)
    if snakemake.input.matrices:
        scans = mark_expressed(scans, patients_of_matrices(snakemake.input.matrices, scans["patient_id"]))
    for table in snakemake.input.registered:
        scans = with_registered(scans, read_table(table, ["scan_id", "fault"], dtype=str, keep_default_na=False))
    patients = "simulated" if params.simulated else "real"
    if params.simulated:
        scans = scans.assign(site="simulated")
    if params.label_convention is not None:
        scans = scans.assign(label_convention=params.label_convention)
    if snakemake.input.masks:
        scans = with_predicted_masks(scans, read_table(snakemake.input.masks[0]))
    scans = mark_patients_of(mark_excluded(scans, params.excluded), params.cohort, params.archive, params.others)
    label = None if params.label is None else LabelSettings(**params.label)
    cohort, flow = select_patients(scans, label, params.modalities, params.mask)
    if label is not None and params.from_source in TYPED_BY_ITS_USER:
        notice_empty_labels(scans[label.column], cohort["label"])
    write_table(cohort.assign(patients=patients), snakemake.output.cohort)
    write_table(flow.assign(patients=patients), snakemake.output.flow)
    write_oddities(snakemake.output.oddities)
