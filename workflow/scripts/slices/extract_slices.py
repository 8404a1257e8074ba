"""Axial slices of one modality of all patients who take part in a study."""

from radiogenomics.files import read_table
from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.images.slices import write_slices
from radiogenomics.job import job
from radiogenomics.oddities import write_oddities
from radiogenomics.search.keys import read_best, with_values

with job(snakemake.log[0], snakemake.output):
    cohort = read_table(snakemake.input.cohort, ["patient_id", "included"])
    output, params, searched = snakemake.output, snakemake.params, snakemake.input.searched
    best = read_best(searched, ["slices"] if searched else [])
    write_slices(
        cohort[cohort["included"]],
        snakemake.wildcards.modality,
        SliceSettings(**with_values(params.slices, "slices", best)),
        output.array,
        output.index,
        output.exclusions,
        workers=snakemake.threads,
    )
    write_oddities(snakemake.output.oddities)
