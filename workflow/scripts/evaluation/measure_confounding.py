"""Models compared with a property of the patients that may explain the label."""

from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.sources import reader_of
from radiogenomics.evaluation.confounder_settings import ConfounderSettings
from radiogenomics.evaluation.confounding import measure_confounding
from radiogenomics.evaluation.confounding_table import confounding_note, confounding_table_text
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    confounder = ConfounderSettings(**params.confounder)
    scans = reader_of(params.from_source, params.reading)(Path(params.archive), params.modalities)
    cohort = read_table(snakemake.input.cohort)
    predictions = pd.concat([read_table(path) for path in snakemake.input.predictions], ignore_index=True)
    measured = measure_confounding(predictions, cohort[cohort["included"]], scans[scans["baseline"]], confounder)
    patients = "simulated" if params.simulated else "real"
    write_table(measured.assign(study=snakemake.wildcards.study, patients=patients), output.measured)
    titles = {**params.model_titles, **params.input_titles}
    said = (measured, titles, confounder.name)
    table, note = confounding_table_text(*said), confounding_note(*said)
    caption = f"{params.label}: each model compared with {confounder.name}"
    write_table_files(table, caption, note, params.simulated, output.csv, output.html)
