"""Draw the losses of all networks over the epochs."""

from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure
from radiogenomics.towers.curves import tower_curves

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    found = zip(params.models, snakemake.input.histories, strict=True)
    histories = {params.titles[model]: read_table(path) for model, path in found}
    save_figure(tower_curves(histories), snakemake.output.svg, snakemake.output.png, simulated=params.simulated)
