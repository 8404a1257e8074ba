"""What the thresholds of the study's own cohort mean for the patients of another one."""

import pandas as pd

from radiogenomics.evaluation.ensembles import ensemble_probabilities
from radiogenomics.evaluation.kept_thresholds import NOTE, kept_thresholds_table
from radiogenomics.evaluation.operating_points import operating_points
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, source, output, test = snakemake.params, snakemake.input, snakemake.output, snakemake.params.test
    predictions = read_table(source.predictions).drop(columns="label")
    external = ensemble_probabilities(predictions, read_table(source.labels), test["ensembles"])
    chosen = pd.concat([read_table(path) for path in source.thresholds], ignore_index=True)
    points = operating_points(external, chosen, params.seed, params.draws)
    kinds, titles = test["patients"], test["titles"]
    write_table(points.assign(study=snakemake.wildcards.study, patients=kinds["external"]), output.points)
    both = {"internal": read_table(source.points), "external": points}
    table = kept_thresholds_table(both, params.sensitivity, titles)
    caption = f"{test['label']}: thresholds of {titles['cohort']}, kept on {titles['external']}"
    write_table_files(table, caption, NOTE, "simulated" in kinds.values(), output.csv, output.html)
