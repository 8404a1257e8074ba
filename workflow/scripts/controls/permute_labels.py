"""Give the training patients each other's labels, for networks that can then learn nothing."""

from radiogenomics.controls.permuted_labels import permuted_labels
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.seeds import derive_seed

with job(snakemake.log[0], snakemake.output):
    labels = read_table(snakemake.input.labels)
    seed = derive_seed(snakemake.params.seed, "permuted", snakemake.wildcards.number)
    splits = read_table(snakemake.input.splits)
    write_table(permuted_labels(labels, splits, seed), snakemake.output.labels)
