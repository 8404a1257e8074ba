"""Print what the networks of all studies will take: trainings, GPU-hours, disk. Nothing is trained."""

from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.studies.networks.plan import describe_plan, plan_of
from radiogenomics.studies.networks.settings import NetworkStudySettings

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    studies = zip(params.studies.items(), snakemake.input.splits, strict=True)
    plans = {name: plan_of(NetworkStudySettings(**study), read_table(path)) for (name, study), path in studies}
    print(describe_plan(plans, params.teraflops, params.devices))
