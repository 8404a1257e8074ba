"""Show one patient in all pseudo-colours."""

from radiogenomics.images.pseudocolour_figure import pseudo_colour_figure
from radiogenomics.images.slice_arrays import open_slice_channels
from radiogenomics.job import job
from radiogenomics.report.style import save_figure

with job(snakemake.log[0], snakemake.output):
    channels = open_slice_channels(snakemake.input.arrays, snakemake.input.indices)
    slices = dict(zip(snakemake.params.modalities, channels, strict=True))
    common = [patient for patient in channels[0].patient_ids if all(patient in one.patient_ids for one in channels)]
    figure = pseudo_colour_figure(slices, common[0])
    save_figure(figure, snakemake.output.svg, snakemake.output.png, simulated=snakemake.params.simulated)
