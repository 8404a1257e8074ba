"""The features whose shuffling costs a classifier most, on validation patients."""

from radiogenomics.evaluation.importance import importance_figure
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    figure = importance_figure(
        read_table(snakemake.input.importance), f"{params.label}: {params.title}", params.simulated
    )
    save_figure(figure, output.svg, output.png, simulated=params.simulated)
