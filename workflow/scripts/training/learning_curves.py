"""Draw the learning curves of one model: a row per input, a line per fold."""

from radiogenomics.files import read_json, read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure
from radiogenomics.training.curves import learning_curves

with job(snakemake.log[0], snakemake.output):
    inputs, folds = snakemake.params.inputs, snakemake.params.folds
    histories, selections = {}, {}
    for position, name in enumerate(inputs):
        mine = slice(position * folds, (position + 1) * folds)
        histories[name] = [read_table(path) for path in snakemake.input.histories[mine]]
        selections[name] = [read_json(path) for path in snakemake.input.selections[mine]]
    figure = learning_curves(histories, selections, snakemake.params.title)
    save_figure(figure, snakemake.output.svg, snakemake.output.png, simulated=snakemake.params.simulated)
