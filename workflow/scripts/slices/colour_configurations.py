"""Which pseudo-colour serves best: table and Figures 2 and 3."""

import pandas as pd

from radiogenomics.evaluation.colour_configurations import (
    CAPTION,
    HEADINGS,
    areas_of_configurations,
    bars,
    configurations,
    scatter,
)
from radiogenomics.evaluation.titles import numbered
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    keys = zip(snakemake.input.predictions, params.numbers_and_seeds, strict=True)
    tables = [read_table(path, dtype={"patient_id": str}).assign(number=n, seed=s) for path, (n, s) in keys]
    labels = read_table(snakemake.input.labels, dtype={"patient_id": str})
    table = configurations(areas_of_configurations(pd.concat(tables, ignore_index=True), labels)).round(3)
    save_figure(bars(table, params.titles), output.bars_svg, output.bars_png, simulated=params.simulated)
    save_figure(scatter(table, params.titles), output.scatter_svg, output.scatter_png, simulated=params.simulated)
    table.insert(3, "title", table["model"].map(params.titles))
    note = "Areas of validation patients, each predicted by the network that did not learn from the patient."
    named = snakemake.wildcards.study
    table = table.drop(columns="model")
    write_table_files(
        table, numbered(CAPTION, params.number), note, params.simulated, output.csv, output.html, HEADINGS, study=named
    )
