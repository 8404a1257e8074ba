"""ROC, precision–recall, reliability and decision curves of all compared models for one ensemble."""

import pandas as pd

from radiogenomics.evaluation.curves import precision_recall_figure, roc_figure
from radiogenomics.evaluation.decision_curve import decision_figure
from radiogenomics.evaluation.ensembles import ensemble_probabilities, labelled_scores
from radiogenomics.evaluation.reliability_figure import reliability_figure
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.leakage.before_evaluation import refuse_leaks_of_files
from radiogenomics.report.style import save_figure

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    refuse_leaks_of_files(snakemake.input.fitted, snakemake.input.splits, "curves")
    predictions = pd.concat([read_table(path) for path in snakemake.input.predictions], ignore_index=True)
    labels = read_table(snakemake.input.test_labels)
    ensembles = {name: params.ensembles[name] for name in params.drawn}
    curves = labelled_scores(ensemble_probabilities(predictions, labels, ensembles), params.model_titles)
    title = f"{params.label}: {params.ensemble_titles[snakemake.wildcards.ensemble]}"
    for draw, files in (
        (roc_figure, (output.roc_svg, output.roc_png)),
        (precision_recall_figure, (output.precision_recall_svg, output.precision_recall_png)),
        (reliability_figure, (output.reliability_svg, output.reliability_png)),
        (decision_figure, (output.decision_svg, output.decision_png)),
    ):
        figure = draw(curves, title, params.simulated, params.seed, params.draws)
        save_figure(figure, *files, simulated=params.simulated)
