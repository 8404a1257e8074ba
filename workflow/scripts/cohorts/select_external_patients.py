"""Decide who of another cohort tests a study's models: nobody who is in the study's own cohort."""

from pathlib import Path

from radiogenomics.cohorts.empty_cells import notice_empty_labels
from radiogenomics.cohorts.overlap import mark_patients_elsewhere, mark_shared_patients
from radiogenomics.cohorts.selection import mark_excluded, select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.sources import TYPED_BY_ITS_USER, reader_of
from radiogenomics.files import write_json, write_table
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    chosen, output = snakemake.params.selection, snakemake.output
    scans = reader_of(chosen["source"], chosen["reading"])(Path(chosen["archive"]), chosen["modalities"])
    if chosen["simulated"]:
        scans = scans.assign(site="simulated")
    if chosen["label_convention"] is not None:
        scans = scans.assign(label_convention=chosen["label_convention"])
    scans = mark_excluded(scans, chosen["excluded"])
    name, archive = snakemake.wildcards.cohort, chosen["archive"]
    scans, shared = mark_shared_patients(scans, name, archive, chosen["trained"])
    scans = mark_patients_elsewhere(scans, name, archive, chosen["excluding"])
    label = LabelSettings(**chosen["label"])
    cohort, flow = select_patients(scans, label, chosen["modalities"], chosen["mask"])
    if chosen["source"] in TYPED_BY_ITS_USER:
        notice_empty_labels(scans[label.column], cohort["label"])
    patients = "simulated" if chosen["simulated"] else "real"
    write_table(cohort.assign(patients=patients), output.cohort)
    write_table(flow.assign(patients=patients), output.flow)
    write_json(shared, output.shared)
