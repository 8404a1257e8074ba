"""Demonstrate how much a split of slices instead of patients inflates a result, on random labels."""

from radiogenomics.controls.slice_leak import CAPTION, HEADINGS, NOTE, slice_leak
from radiogenomics.images.slice_arrays import open_slices
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    slices = open_slices(snakemake.input.array[0], snakemake.input.index[0])
    owners = {row: patient for (patient, _, _), row in slices.rows.items()}
    table = slice_leak(slices.array, [owners[row] for row in range(len(owners))], params.repeats, params.seed)
    study = snakemake.wildcards.study
    write_table_files(table.round(3), CAPTION, NOTE, params.simulated, output.csv, output.html, HEADINGS, study=study)
