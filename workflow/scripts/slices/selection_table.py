"""Choices of slices side by side: best threshold, loss and AUC."""

from radiogenomics.evaluation.selection_table import CAPTION, HEADINGS, note, selection_table
from radiogenomics.evaluation.titles import numbered
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, output, source = snakemake.params, snakemake.output, snakemake.input
    keys = [tuple(row["key"]) for row in params.rows]
    predictions = dict(zip(keys, map(read_table, source.predictions), strict=True))
    train, test = (read_table(path) for path in (source.train_labels, source.test_labels))
    table = selection_table(predictions, params.rows, train, test, params.draws, params.seed).round(3)
    who = "simulated test patients" if params.simulated else "test patients"
    text = note(len(test), who)
    caption, study = numbered(CAPTION, params.number), snakemake.wildcards.study
    write_table_files(table, caption, text, params.simulated, output.csv, output.html, HEADINGS, study=study)
