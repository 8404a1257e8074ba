"""Run trials of a search until it has as many as it should, while other workers do so too."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.job import job
from radiogenomics.leakage.records import write_fitted
from radiogenomics.search.job import trainings_of_job
from radiogenomics.search.run import run_search
from radiogenomics.search.settings import StudySearchSettings

with job(snakemake.log[0], snakemake.output):
    accelerator = job_accelerator(snakemake.resources, snakemake.threads)
    trainings, subject = trainings_of_job(snakemake, accelerator)
    settings = StudySearchSettings(**snakemake.params.search)
    run_search(trainings.objective(settings), settings, snakemake.params.journal, subject)
    write_fitted([trainings.record()], snakemake.output.worker)
