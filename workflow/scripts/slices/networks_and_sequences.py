"""Networks compared on their best input, and every input before and after fine-tuning."""

from radiogenomics.evaluation.classification_report import validation_accuracies
from radiogenomics.evaluation.networks_and_sequences import (
    NETWORKS_CAPTION,
    NETWORKS_NOTE,
    SEQUENCES_CAPTION,
    SEQUENCES_NOTE,
    networks_table,
    sequences_table,
)
from radiogenomics.evaluation.slices_and_patients import slices_and_patients
from radiogenomics.evaluation.titles import numbered
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.leakage.reading import read_all
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, output, source = snakemake.params, snakemake.output, snakemake.input
    slices = read_all(source.slices)
    labels, train_labels = (
        read_table(path, dtype={"patient_id": str}) for path in (source.labels, source.train_labels)
    )
    measured = slices_and_patients(slices, labels, params.draws, params.seed)
    networks = networks_table(measured, validation_accuracies(slices, train_labels), params.titles)
    sequences = sequences_table(measured, params.continued, params.titles)
    for table, caption, note, name in (
        (networks, NETWORKS_CAPTION, NETWORKS_NOTE, "networks"),
        (sequences, SEQUENCES_CAPTION, SEQUENCES_NOTE, "sequences"),
    ):
        files = output[f"{name}_csv"], output[f"{name}_html"]
        write_table_files(table, numbered(caption, params.numbers[name]), note, params.simulated, *files)
