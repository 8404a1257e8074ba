"""Results of networks on slices, once per slice and once per patient."""

from radiogenomics.evaluation.slices_and_patients import CAPTION, in_words, note, slices_and_patients
from radiogenomics.evaluation.titles import numbered
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.leakage.reading import read_all
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    slices = read_all(snakemake.input.slices)
    labels = read_table(snakemake.input.labels, dtype={"patient_id": str})
    measured = slices_and_patients(slices, labels, params.draws, params.seed).round(3)
    who = "simulated patients" if params.simulated else "patients"
    write_table_files(
        measured,
        numbered(CAPTION, params.number),
        note(measured, who),
        params.simulated,
        output.csv,
        output.html,
        study=snakemake.wildcards.study,
        shown=in_words(measured, params.titles),
    )
