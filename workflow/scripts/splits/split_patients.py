"""Split the patients, and keep the labels of the test patients apart."""

from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.splits.exclusions import explained, read_exclusions, without_excluded
from radiogenomics.splits.holdout import dropped_patients, split_patients
from radiogenomics.splits.labels import label_tables
from radiogenomics.splits.settings import SplitSettings

with job(snakemake.log[0], snakemake.output):
    exclusions = read_exclusions(snakemake.input.exclusions)
    cohort = without_excluded(read_table(snakemake.input.cohort, ["patient_id", "label", "included"]), exclusions)
    splits = split_patients(
        cohort, snakemake.params.groups, SplitSettings(**snakemake.params.split), snakemake.params.cross_validated
    )
    train_labels, test_labels = label_tables(cohort, splits)
    write_table(splits.assign(patients=snakemake.params.patients), snakemake.output.splits)
    dropped = explained(dropped_patients(cohort, splits, snakemake.params.described_group), exclusions)
    write_table(dropped.assign(patients=snakemake.params.patients), snakemake.output.dropped)
    write_table(train_labels, snakemake.output.train_labels)
    write_table(test_labels, snakemake.output.test_labels)
