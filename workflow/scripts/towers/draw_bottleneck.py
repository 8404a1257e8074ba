"""Draw the bottleneck of the gene tower of the first fold, coloured by what its patients are known to be."""

from pathlib import Path

from radiogenomics.expression.bottleneck_figure import bottleneck_figure
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure
from radiogenomics.towers.colourings import colourings

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    bottleneck = read_table(snakemake.input.bottleneck[0]).set_index("patient_id")
    labels = read_table(snakemake.input.labels).set_index("patient_id")["label"]
    colours = colourings(
        *(list(bottleneck.index), labels, params.label, params.classes),
        *(Path(params.archive), params.from_source, params.reading, params.modalities, params.confounder),
    )
    figure = bottleneck_figure(bottleneck, colours, params.label, params.simulated)
    save_figure(figure, snakemake.output.svg, snakemake.output.png, simulated=params.simulated)
