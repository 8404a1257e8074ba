"""ROC and precision–recall curves of each model's best ensemble (by AUC on the test patients, as in the paper)."""

from radiogenomics.evaluation.curves import precision_recall_figure, roc_figure
from radiogenomics.evaluation.ensembles import best_ensembles, ensemble_probabilities, labelled_scores
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    labels = read_table(snakemake.input.test_labels)
    probabilities = ensemble_probabilities(read_table(snakemake.input.predictions), labels, params.ensembles)
    best = best_ensembles(read_table(snakemake.input.metrics))
    titles = {model: f"{params.model_titles[model]}, {params.ensemble_titles[name]}" for model, name in best.items()}
    curves = labelled_scores(probabilities[probabilities["ensemble"] == probabilities["model"].map(best)], titles)
    title = f"{params.label}: best of each model"
    for draw, files in (
        (roc_figure, (output.roc_svg, output.roc_png)),
        (precision_recall_figure, (output.precision_recall_svg, output.precision_recall_png)),
    ):
        figure = draw(curves, title, params.simulated, params.seed, params.draws)
        save_figure(figure, *files, simulated=params.simulated)
