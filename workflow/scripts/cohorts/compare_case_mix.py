"""Who the study's own test patients are, compared with those of another cohort who test its models."""

from radiogenomics.cohorts.case_mix import NOTE, case_mix
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, source, output = snakemake.params, snakemake.input, snakemake.output
    titles, simulated = params.test["titles"], "simulated" in params.test["patients"].values()
    internal, external = read_table(source.cohort), read_table(source.external_cohort)
    splits, external_splits = read_table(source.splits), read_table(source.external_splits)
    table = case_mix((internal, splits), (external, external_splits), params.classes)
    columns = {"characteristic": "", "category": "Patients", "smd": "SMD"}
    columns |= {name: titles[name] for name in ("internal", "external")}
    caption = f"Case mix: own test patients and {titles['external']}"
    write_table_files(table, caption, NOTE, simulated, output.csv, output.html, columns)
