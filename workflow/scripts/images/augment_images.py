"""Make the augmented copies of one modality's training images."""

from radiogenomics.files import read_table
from radiogenomics.images.arrays import open_images
from radiogenomics.images.augment import write_augmented
from radiogenomics.images.settings import AugmentationSettings
from radiogenomics.job import job
from radiogenomics.splits.subsets import patient_ids

with job(snakemake.log[0], snakemake.output):
    splits = read_table(snakemake.input.splits)
    write_augmented(
        open_images(snakemake.input.array, snakemake.input.index),
        patient_ids(splits, snakemake.params.groups, "train"),
        AugmentationSettings(**snakemake.params.augmentation),
        snakemake.params.seed,
        snakemake.output.array,
        snakemake.output.index,
        workers=snakemake.threads,
    )
