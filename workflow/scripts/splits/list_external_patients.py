"""List the patients of another cohort who have all that a study's models are given, and their labels."""

from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.splits.exclusions import explained, read_exclusions, without_excluded
from radiogenomics.splits.external import external_patients
from radiogenomics.splits.labels import label_tables

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    exclusions = read_exclusions(snakemake.input.exclusions)
    cohort = without_excluded(read_table(snakemake.input.cohort, ["patient_id", "label", "included"]), exclusions)
    splits = external_patients(cohort, params.groups, snakemake.wildcards.cohort)
    _, labels = label_tables(cohort, splits)
    write_table(explained(splits, exclusions).assign(patients=params.patients), output.splits)
    write_table(labels, output.labels)
