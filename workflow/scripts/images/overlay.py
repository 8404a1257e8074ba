"""Show a few patients' scans with their segmentation, next to what the networks see."""

from radiogenomics.files import read_json, read_table
from radiogenomics.images.arrays import open_images
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.overlay import overlay_figure
from radiogenomics.images.settings import ImageSettings
from radiogenomics.job import job
from radiogenomics.report.style import save_figure

with job(snakemake.log[0], snakemake.output):
    images = open_images(snakemake.input.array, snakemake.input.index)
    cohort = read_table(snakemake.input.cohort, ["patient_id", "included"])
    shown = cohort[cohort.included & cohort.patient_id.isin(images.patient_ids)].head(snakemake.params.patients)
    settings, window = ImageSettings(**snakemake.params.images), CropWindow.from_dict(read_json(snakemake.input.window))
    figure = overlay_figure(shown, snakemake.wildcards.modality, images, settings, window)
    save_figure(figure, snakemake.output.svg, snakemake.output.png, simulated=snakemake.params.simulated)
