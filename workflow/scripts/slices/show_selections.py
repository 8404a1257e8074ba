"""Show which slices the selections of a study take of a few patients."""

from radiogenomics.images.selection_figure import selection_figure
from radiogenomics.images.slice_arrays import open_slice_channels
from radiogenomics.job import job
from radiogenomics.report.style import save_figure

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    arrays = open_slice_channels(snakemake.input.arrays, snakemake.input.indices)
    common = [patient for patient in arrays[0].patient_ids if all(patient in one.patient_ids for one in arrays)]
    figure = selection_figure(dict(zip(params.titles, arrays, strict=True)), common[: params.patients])
    save_figure(figure, output.svg, output.png, simulated=params.simulated)
