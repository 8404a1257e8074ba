"""Independent scans: training and validation metric by each parameter, and between the two, overfitting."""

import pandas as pd

from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure
from radiogenomics.report.table_files import write_table_files
from radiogenomics.search.figures import scan_figure
from radiogenomics.search.metrics import METRICS
from radiogenomics.search.scans import HEADINGS, NOTE, scan_table

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    scores = pd.concat([read_table(path) for path in snakemake.input.scans], ignore_index=True)
    metric = METRICS[params.metric]
    figure = scan_figure(scores, metric)
    save_figure(figure, output.svg, output.png, simulated=params.simulated)
    caption, study = f"Independent scans: {metric} of training and validation patients", snakemake.wildcards.study
    write_table_files(scan_table(scores), caption, NOTE, params.simulated, output.csv, output.html, HEADINGS, study)
