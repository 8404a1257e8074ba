"""Stop where a patient of another cohort has an image of the study's patients, whatever they are called there."""

from radiogenomics.files import write_json
from radiogenomics.job import job
from radiogenomics.leakage.other_cohort import refuse_shared_images

with job(snakemake.log[0], snakemake.output):
    source, params, cohort = snakemake.input, snakemake.params, snakemake.wildcards.cohort
    own, other = (source.own_arrays, source.own_indices), (source.arrays, source.indices)
    compared = refuse_shared_images(params.images, params.modalities, own, other, cohort)
    write_json({"compared": compared}, snakemake.output.compared)
