"""ROC curves of the towers and of their fusions on the same test patients."""

from radiogenomics.evaluation.curves import roc_figure
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure
from radiogenomics.towers.measures import judged_models

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    labels = read_table(snakemake.input.test_labels).set_index("patient_id")["label"]
    probabilities = judged_models(read_table(snakemake.input.predictions), labels)
    curves = {params.model_titles[model]: (labels, probabilities[model]) for model in params.networks}
    figure = roc_figure(curves, f"{params.label}: towers", params.simulated, params.seed, params.draws)
    save_figure(figure, output.svg, output.png, simulated=params.simulated)
