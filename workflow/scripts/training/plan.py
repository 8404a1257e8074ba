"""Print what the networks of all studies will take: trainings, GPU-hours, disk. Nothing is trained."""

from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.studies.network_study import NetworkStudySettings
from radiogenomics.studies.plan import describe_plan, plan_of

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    studies = zip(params.studies.items(), snakemake.input.splits, strict=True)
    plans = {name: plan_of(NetworkStudySettings(**study), read_table(path)) for (name, study), path in studies}
    print(describe_plan(plans, params.teraflops, params.devices))
