"""Print what a run of every study will take: fits, GPU-hours, disk. Nothing is fitted."""

from radiogenomics.config import read_config, studies_of
from radiogenomics.devices.measured import training_rate
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.studies.plan import describe_study

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    config = read_config(params.config)
    splits = dict(zip(params.split, snakemake.input.splits, strict=True))
    for name, study in studies_of(config).items():
        plan = study.plan(read_table(splits[name])) if name in splits else None
        precisions = [] if plan is None else plan.rows["precision"].unique()
        rates = {precision: training_rate(config.gpus, precision, study.measured_as) for precision in precisions}
        print(describe_study(name, study.fits, plan, rates, params.devices))
    print("All jobs of a run, rule by rule: snakemake -n")
