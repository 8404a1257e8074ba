"""Crop and scale the scans and masks of all patients for one kind of segmentation network."""

from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.oddities import write_oddities
from radiogenomics.segmentation.arrays import write_prepared
from radiogenomics.segmentation.settings import PreparationSettings
from radiogenomics.splits.subsets import patients_of_groups

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    cohort = read_table(snakemake.input.cohort, ["patient_id", "included"])
    write_prepared(
        patients_of_groups(cohort, read_table(snakemake.input.splits), [params.group]),
        PreparationSettings(**params.preparation),
        params.mask,
        (output.images, output.masks, output.index),
        output.remarks,
        workers=snakemake.threads,
    )
    write_oddities(snakemake.output.oddities)
