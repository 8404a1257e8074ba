"""Preprocess one modality of all patients of a study."""

from radiogenomics.files import read_json, read_table
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.modality import write_images
from radiogenomics.images.settings import ImageSettings
from radiogenomics.job import job
from radiogenomics.oddities import write_oddities
from radiogenomics.splits.subsets import patients_of_groups

with job(snakemake.log[0], snakemake.output):
    cohort = read_table(snakemake.input.cohort, ["patient_id", "included"])
    write_images(
        patients_of_groups(cohort, read_table(snakemake.input.splits), snakemake.params.groups),
        snakemake.wildcards.modality,
        CropWindow.from_dict(read_json(snakemake.input.window)),
        ImageSettings(**snakemake.params.images),
        snakemake.output.array,
        snakemake.output.index,
        workers=snakemake.threads,
    )
    write_oddities(snakemake.output.oddities)
