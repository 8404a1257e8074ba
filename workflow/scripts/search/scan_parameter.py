"""Train with one parameter changed and all others as in the best trial, on some folds."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.files import read_json, write_table
from radiogenomics.job import job
from radiogenomics.search.job import trainings_of_job

with job(snakemake.log[0], snakemake.output):
    accelerator = job_accelerator(snakemake.resources, snakemake.threads)
    trainings, _ = trainings_of_job(snakemake, accelerator)
    ((parameter, value),) = snakemake.params.value.items()
    values = {**read_json(snakemake.input.best)["parameters"], parameter: value}
    scores = trainings.scanned(values)
    scores.insert(0, "value", value)
    scores.insert(0, "parameter", parameter)
    write_table(scores, snakemake.output.scan)
