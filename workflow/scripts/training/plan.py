"""Print what the networks of all studies will take: trainings, GPU-hours, disk. Nothing is trained."""

from radiogenomics.devices.measured import training_rate
from radiogenomics.devices.settings import GpuSettings
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.studies.networks.plan import describe_plan, plan_of
from radiogenomics.studies.networks.settings import NetworkStudySettings

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    studies = {name: NetworkStudySettings(**study) for name, study in params.studies.items()}
    rates = {
        name: training_rate(GpuSettings(**params.gpus), study.training.precision) for name, study in studies.items()
    }
    splits = zip(studies.items(), snakemake.input.splits, strict=True)
    plans = {name: plan_of(study, read_table(path)) for (name, study), path in splits}
    print(describe_plan(plans, rates, params.devices))
