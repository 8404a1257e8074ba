"""Stop where a fit was given, or something was chosen on, a patient that it must not see; and tabulate both gates."""

from pathlib import Path

from radiogenomics.cohorts.overlap import crosswalks_of_archives
from radiogenomics.files import read_json, write_json
from radiogenomics.job import job
from radiogenomics.leakage.before_evaluation import checks_before_evaluation
from radiogenomics.leakage.findings import leakage_report, stop_on_leaks
from radiogenomics.leakage.reading import read_all, read_cohort, read_patients
from radiogenomics.leakage.records import read_fitted
from radiogenomics.leakage.tables import CAPTION, HEADINGS, leakage_note, leakage_table
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    source, params, output = snakemake.input, snakemake.params, snakemake.output
    study = snakemake.wildcards.study
    splits = read_patients(source.splits)
    checks = checks_before_evaluation(
        read_fitted(source.fitted),
        read_all(source.predictions),
        read_cohort(source.cohort),
        splits,
        crosswalks_of_archives(params.crosswalks),
        params.groups,
        [tuple(fit) for fit in params.expected],
        [Path(path).stem for path in source.published_weights],
        params.choices,
    )
    report = leakage_report("before evaluation", study, params.patients, checks)
    write_json(report, snakemake.log.findings)
    stop_on_leaks(checks, f"study {study}, before evaluation", snakemake.log.findings)
    write_json(report, output.leakage)
    reports = [read_json(source.before_training), report]
    note, simulated = leakage_note(reports, splits["patient_id"].nunique()), params.patients == "simulated"
    write_table_files(leakage_table(reports), CAPTION, note, simulated, output.csv, output.html, HEADINGS, study=study)
