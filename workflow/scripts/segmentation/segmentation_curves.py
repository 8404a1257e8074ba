"""Learning curves of one segmentation network, a line per trained fold."""

from radiogenomics.files import read_json, read_table
from radiogenomics.job import job
from radiogenomics.leakage.records import read_fitted
from radiogenomics.report.style import save_figure
from radiogenomics.segmentation.training_settings import SegmentationTrainingSettings
from radiogenomics.training.curves import learning_curves
from radiogenomics.training.tasks.registry import task_class

with job(snakemake.log[0], snakemake.output):
    source, params = snakemake.input, snakemake.params
    histories = {params.input: [read_table(path) for path in source.histories]}
    selections = {params.input: [read_json(path) for path in source.selections]}
    validated = {params.input: [len(step.chosen_on) for step in read_fitted(source.fitted)]}
    task = task_class(params.task).configured(SegmentationTrainingSettings(**params.training))
    figure = learning_curves(histories, selections, validated, params.title, task)
    save_figure(figure, snakemake.output.svg, snakemake.output.png, simulated=params.simulated)
