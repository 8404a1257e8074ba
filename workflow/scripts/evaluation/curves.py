"""ROC and precision–recall curves of all compared models for one ensemble."""

import pandas as pd

from radiogenomics.evaluation.curves import precision_recall_figure, roc_figure
from radiogenomics.evaluation.ensembles import ensemble_probabilities, labelled_scores
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure

with job(snakemake.log[0], snakemake.output):
    params, output, name = snakemake.params, snakemake.output, snakemake.wildcards.ensemble
    predictions = pd.concat([read_table(path) for path in snakemake.input.predictions], ignore_index=True)
    labels = read_table(snakemake.input.test_labels)
    curves = labelled_scores(
        ensemble_probabilities(predictions, labels, {name: params.ensembles[name]}), params.model_titles
    )
    title = f"{params.label}: {params.ensemble_titles[name]}"
    for draw, files in (
        (roc_figure, (output.roc_svg, output.roc_png)),
        (precision_recall_figure, (output.precision_recall_svg, output.precision_recall_png)),
    ):
        save_figure(draw(curves, title, params.simulated), *files, simulated=params.simulated)
