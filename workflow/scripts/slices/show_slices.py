"""Show the slices of a few patients."""

from radiogenomics.images.slice_arrays import open_slices
from radiogenomics.images.slice_figure import slice_figure
from radiogenomics.job import job
from radiogenomics.report.style import save_figure

with job(snakemake.log[0], snakemake.output):
    slices = open_slices(snakemake.input.array, snakemake.input.index)
    figure = slice_figure(slices, slices.patient_ids[: snakemake.params.patients], snakemake.wildcards.modality)
    save_figure(figure, snakemake.output.svg, snakemake.output.png, simulated=snakemake.params.simulated)
