"""Histograms of scores, Dice against the size of lesions, means with and without background, and overlays."""

from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure
from radiogenomics.segmentation.figures import dice_by_size, dice_with_and_without_background, score_histograms
from radiogenomics.segmentation.overlay import prediction_overlays
from radiogenomics.segmentation.predicted_masks import masks_to_score
from radiogenomics.segmentation.shown import shown_patients, voxel_mm3
from radiogenomics.segmentation.summary import MEAN, MEAN_WITH_BACKGROUND

with job(snakemake.log[0], snakemake.output):
    source, params, output = snakemake.input, snakemake.params, snakemake.output
    scores, summary = read_table(source.scores), read_table(source.summary)
    cohort = read_table(source.cohort, ["patient_id", "included"])
    tables = {model: read_table(path) for model, path in zip(params.models, source.tables, strict=True)}
    masks = masks_to_score(tables, params.externals, sorted(scores["patient_id"].astype(str).unique()))
    shown = shown_patients(scores, masks, cohort, params.mask, params.sequence, params.titles, params.shown)
    titled = scores.assign(model=scores["model"].map(params.titles))
    means = summary.assign(model=summary["model"].map(params.titles))
    figures = {
        "histograms": score_histograms(titled),
        "sizes": dice_by_size(titled, voxel_mm3(cohort, params.mask)),
        "background": dice_with_and_without_background(means, (MEAN, MEAN_WITH_BACKGROUND)),
    }
    for name, figure in figures.items():
        save_figure(figure, output[f"{name}_svg"], output[f"{name}_png"], simulated=params.simulated)
    save_figure(prediction_overlays(shown), output.overlays, simulated=params.simulated)
