"""Stop where a patient, person, image, row of features or label is on both sides of the split.

No label of a test patient is read: of labels/test.csv the column of patients alone, of cohort.csv no label at all.
"""

from radiogenomics.cohorts.overlap import crosswalks_of_archives
from radiogenomics.files import write_json
from radiogenomics.job import job
from radiogenomics.leakage.before_training import checks_of_patients
from radiogenomics.leakage.findings import leakage_report, stop_on_leaks
from radiogenomics.leakage.mask_checks import checks_of_masks
from radiogenomics.leakage.reading import read_cohort, read_patients
from radiogenomics.leakage.roles import Roles
from radiogenomics.leakage.sources import Patients, checks_of_source

with job(snakemake.log[0], snakemake.output):
    source, params, study = snakemake.input, snakemake.params, snakemake.wildcards.study
    cohort = read_cohort(source.cohort)
    splits, labels = map(read_patients, (source.splits, source.train_labels))
    tested = read_patients(source.test_labels, ["patient_id"])
    roles = Roles(splits, params.cross_validated)
    crosswalks = crosswalks_of_archives(params.crosswalks)
    checks = checks_of_patients(cohort, splits, labels, tested, crosswalks, roles)
    checks += checks_of_masks(source.masks, source.mask_records, cohort, crosswalks)
    checks += checks_of_source(params.checks, source, params.source_parameters, Patients(cohort, labels, roles))
    report = leakage_report("before training", study, params.patients, checks)
    write_json(report, snakemake.log.findings)
    stop_on_leaks(checks, f"study {study}, before training", snakemake.log.findings)
    write_json(report, snakemake.output.leakage)
