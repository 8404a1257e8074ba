"""Draw the learning curves of one model: a row per input, a line per fold."""

from radiogenomics.files import read_json, read_table
from radiogenomics.job import job
from radiogenomics.leakage.records import NETWORK, read_fitted
from radiogenomics.report.style import save_figure
from radiogenomics.training.curves import learning_curves
from radiogenomics.training.settings import TrainingSettings
from radiogenomics.training.tasks.registry import task_class

with job(snakemake.log[0], snakemake.output):
    inputs, folds = snakemake.params.inputs, snakemake.params.folds
    histories, selections, validated = {}, {}, {}
    for position, name in enumerate(inputs):
        mine = slice(position * folds, (position + 1) * folds)
        histories[name] = [read_table(path) for path in snakemake.input.histories[mine]]
        selections[name] = [read_json(path) for path in snakemake.input.selections[mine]]
        steps = read_fitted(snakemake.input.fitted[mine])
        validated[name] = [len(step.chosen_on) for step in steps if step.step == NETWORK]
    task = task_class(snakemake.params.task).configured(TrainingSettings(**snakemake.params.training))
    figure = learning_curves(histories, selections, validated, snakemake.params.title, task)
    save_figure(figure, snakemake.output.svg, snakemake.output.png, simulated=snakemake.params.simulated)
