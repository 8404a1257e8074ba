"""Fit one classifier anew: to permuted labels, on other splits and from other seeds."""

from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.controls.refit import Times, refits
from radiogenomics.features.inputs import input_features
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.splits.settings import SplitSettings

with job(snakemake.log[0], snakemake.output):
    params, wildcards = snakemake.params, snakemake.wildcards
    tables = {name: read_table(path) for name, path in zip(params.tables, snakemake.input.tables, strict=True)}
    table = refits(
        input_features(tables, params.features, params.modalities),
        read_table(snakemake.input.cohort),
        read_table(snakemake.input.splits),
        params.group,
        params.groups,
        ClassifierSettings(**params.model, title=wildcards.model),
        SplitSettings(**params.split),
        Times(params.refits, params.splits, params.seeds),
        params.seed,
        params.split_seed,
    )
    names = {"study": wildcards.study, "patients": params.patients, "model": wildcards.model}
    write_table(table.assign(**names, ensemble=wildcards.input), snakemake.output.refits)
