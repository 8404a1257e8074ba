"""Slices of one sequence of all patients who take part in a study, chosen in a way of their own."""

from radiogenomics.files import read_table
from radiogenomics.images.slice_settings import SliceSettings
from radiogenomics.images.slices import write_slices
from radiogenomics.job import job
from radiogenomics.oddities import write_oddities

with job(snakemake.log[0], snakemake.output):
    cohort = read_table(snakemake.input.cohort, ["patient_id", "included"])
    selection, output = snakemake.params.selection, snakemake.output
    write_slices(
        cohort[cohort["included"]],
        selection["modality"],
        SliceSettings(**selection["slices"]),
        output.array,
        output.index,
        output.exclusions,
        workers=snakemake.threads,
    )
    write_oddities(output.oddities)
