"""Negative and positive control of a study: null cohorts, and cohorts with a planted effect."""

import pandas as pd

from radiogenomics.controls.controls_figure import controls_figure
from radiogenomics.controls.controls_table import controls_note, controls_table
from radiogenomics.controls.design import control_design
from radiogenomics.controls.judgement import quantities_table
from radiogenomics.controls.null import NEGATIVE, judge_null, null_contrasts, null_repeats, own_features
from radiogenomics.controls.planted import POSITIVE, judge_planted, planted_effect, planted_repeats
from radiogenomics.features.inputs import input_features
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure
from radiogenomics.report.table_files import write_table_files
from radiogenomics.splits.settings import SplitSettings

with job(snakemake.log[0], snakemake.output):
    params, output, study = snakemake.params, snakemake.output, {"study": snakemake.wildcards.study}
    split = SplitSettings(**params.split)
    design = control_design(read_table(snakemake.input.cohort), params.groups, params.group, split)
    effect, correlation = planted_effect(params.modalities, params.effect, params.correlation)
    tables = {name: read_table(path) for name, path in zip(params.tables, snakemake.input.tables, strict=True)}
    own = bool(tables)
    features = own_features(input_features(tables, params.features, params.modalities)) if own else None
    features = features or null_contrasts(params.modalities, correlation)
    null = null_repeats(design, features, params.repeats, params.seed)
    planted = planted_repeats(design, effect, correlation, params.repeats, params.seed)
    # Contrasts are simulated, whoever the study's patients are.
    patients = params.patients if own else "simulated"
    negative = quantities_table(NEGATIVE, patients, params.repeats, judge_null(null))
    positive = quantities_table(POSITIVE, "simulated", params.repeats, judge_planted(planted))
    controls = pd.concat([negative, positive], ignore_index=True)
    repeats = [
        null.assign(control=NEGATIVE, patients=patients),
        planted.assign(control=POSITIVE, patients="simulated"),
    ]
    write_table(pd.concat(repeats).assign(**study), output.repeats)
    write_table(controls.assign(**study)[["study", *controls.columns]], output.controls)
    simulated = patients == "simulated"
    caption, note = f"{params.label}: negative and positive control", controls_note(null, planted, simulated)
    write_table_files(controls_table(controls, own), caption, note, simulated, output.csv, output.html)
    save_figure(controls_figure(null, planted, params.label, simulated), output.svg, output.png, simulated=simulated)
