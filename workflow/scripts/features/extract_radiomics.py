"""Compute the radiomic features of all patients of a study."""

from radiogenomics.features.extraction import extract_features
from radiogenomics.features.settings import RadiomicsSettings
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.oddities import write_oddities

with job(snakemake.log[0], snakemake.output):
    cohort = read_table(snakemake.input.cohort, ["patient_id", "included"])
    features, exclusions, sources = extract_features(
        cohort[cohort.included].sort_values("patient_id"),
        snakemake.params.modalities,
        RadiomicsSettings(**snakemake.params.radiomics),
        snakemake.params.mask,
        workers=snakemake.threads,
    )
    write_table(features, snakemake.output.features)
    write_table(exclusions.assign(patients=snakemake.params.patients), snakemake.output.exclusions)
    write_table(sources, snakemake.output.sources)
    write_oddities(snakemake.output.oddities)
