"""Draw the learning curves of one model and input, one panel per quantity, one line per fold."""

from radiogenomics.files import read_json, read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure
from radiogenomics.training.curves import learning_curves

with job(snakemake.log[0], snakemake.output):
    histories = {fold: read_table(path) for fold, path in enumerate(snakemake.input.histories)}
    selections = {fold: read_json(path) for fold, path in enumerate(snakemake.input.selections)}
    figure = learning_curves(histories, selections, snakemake.params.title)
    save_figure(figure, snakemake.output.svg, snakemake.output.png, simulated=snakemake.params.simulated)
