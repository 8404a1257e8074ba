"""Forest plot of the AUCs of all models and inputs."""

from radiogenomics.evaluation.forest import forest_figure
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    metrics = read_table(snakemake.input.metrics)
    areas = metrics[metrics["metric"] == "AUC"]
    if params.simulated:
        areas = areas.drop(columns="published", errors="ignore")
    ideal = {}
    for path in snakemake.input.ground_truth:
        planted = read_table(path)
        ideal |= planted[planted["level"] == "ensemble"].set_index("name")["ideal_auc"].to_dict()
    titles = {**params.model_titles, **params.ensemble_titles}
    figure = forest_figure(areas, ideal, titles, f"{params.label}: AUC of every model", params.simulated)
    save_figure(figure, snakemake.output.svg, snakemake.output.png, simulated=params.simulated)
