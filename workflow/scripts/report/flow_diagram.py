"""Flow of the patients from the archive into training and test set."""

from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.flow import flow_figure
from radiogenomics.report.style import save_figure

with job(snakemake.log[0], snakemake.output):
    params, source = snakemake.params, snakemake.input
    parts = {}
    if source.get("splits") is not None:
        cohort = read_table(source.cohort)
        parts = {
            "splits": read_table(source.splits),
            "labels": cohort[cohort["included"]].set_index("patient_id")["label"],
            "dropped": read_table(source.dropped),
            "group": params.group,
            "trained_folds": params.trained_folds,
        }
    figure = flow_figure(read_table(source.flow), params.classes, **parts)
    save_figure(figure, snakemake.output.svg, snakemake.output.png, simulated=params.simulated)
