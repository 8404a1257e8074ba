"""Cut the slice with most of the tumour out of the scans of every patient who has all of them."""

from radiogenomics.files import read_table
from radiogenomics.images.tumour_slice import write_slices
from radiogenomics.job import job
from radiogenomics.oddities import write_oddities

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    write_slices(read_table(snakemake.input.cohort), output.slices, output.index, params.segmentation, params.size)
    write_oddities(snakemake.output.oddities)
