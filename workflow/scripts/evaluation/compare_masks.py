"""Table of every classifier with given and with predicted segmentations."""

from radiogenomics.evaluation.ensembles import ensemble_probabilities
from radiogenomics.evaluation.mask_comparison import CAPTION, compare_masks, mask_note, mask_table
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, source, output = snakemake.params, snakemake.input, snakemake.output
    files = (
        (source.given, source.given_labels, params.given_ensembles),
        (source.predictions, source.test_labels, params.ensembles),
    )
    given, predicted = (
        ensemble_probabilities(read_table(table), read_table(labels), ensembles) for table, labels, ensembles in files
    )
    comparison = compare_masks(given, predicted)
    study, patients = snakemake.wildcards.study, "simulated" if params.simulated else "real"
    write_table(comparison.assign(study=study, patients=patients), output.comparison)
    note = mask_note(comparison, params.network, params.given, params.simulated)
    table = mask_table(comparison, params.titles)
    write_table_files(table, CAPTION, note, params.simulated, output.csv, output.html)
