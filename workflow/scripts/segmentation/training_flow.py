"""Selection of the patients, with those whose tumours are too small to train some networks."""

from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.segmentation.training_flow import training_flow

with job(snakemake.log[0], snakemake.output):
    source, params = snakemake.input, snakemake.params
    splits = read_table(source.splits)
    noticed = {titles: read_table(path) for titles, path in zip(params.titles, source.remarks, strict=True)}
    cohort = read_table(source.cohort, ["patient_id", "included", "label"])
    flow = training_flow(read_table(source.flow), cohort, splits[splits["group"] == params.group], noticed)
    write_table(flow, snakemake.output.flow)
