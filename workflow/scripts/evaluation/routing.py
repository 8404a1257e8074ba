"""Share of draws that fine-tune each residual block, by modality."""

import pandas as pd

from radiogenomics.evaluation.routing import routing_figure
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure

with job(snakemake.log[0], snakemake.output):
    routes = pd.concat([read_table(path) for path in snakemake.input.routes], ignore_index=True)
    figure = routing_figure(routes[routes["subset"] == "test"], snakemake.params.simulated)
    save_figure(figure, snakemake.output.svg, snakemake.output.png, simulated=snakemake.params.simulated)
