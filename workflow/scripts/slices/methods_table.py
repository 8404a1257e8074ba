"""Our networks on the winning pseudo-colour, those without pre-training, and published methods."""

import pandas as pd

from radiogenomics.evaluation.colour_configurations import CHOSEN
from radiogenomics.evaluation.methods_table import CAPTION, methods_note, our_rows, published_rows, scores_of_inputs
from radiogenomics.evaluation.published import published_metrics
from radiogenomics.evaluation.titles import numbered
from radiogenomics.files import read_table, write_table
from radiogenomics.images.pseudocolour import name_of
from radiogenomics.job import job
from radiogenomics.leakage.before_evaluation import refuse_leaks_of_files
from radiogenomics.leakage.reading import read_all
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, source, output = snakemake.params, snakemake.input, snakemake.output
    refuse_leaks_of_files(source.fitted, [source.splits], "supplementary runs")
    colours, labels = read_table(source.colours), read_table(source.labels, dtype={"patient_id": str})
    (winner,) = colours.loc[colours["chosen"] == CHOSEN, "number"].unique()
    called = {(model, f"{params.prefix}{winner}"): title for model, title in params.compared.items()}
    called |= {(run["model"], run["inputs"][0]): run["title"] for run in params.runs.values()}
    metrics = scores_of_inputs(read_all(source.predictions), labels, params.seed, params.draws)
    published = published_metrics(params.published_tables)
    ours = our_rows(metrics, called, params.test_set)
    table = pd.concat([ours, published_rows(published)], ignore_index=True)
    trained = [f"{name_of(number)} ({number})" for number in params.trained_on]
    note = methods_note(published, f"{name_of(winner)} ({winner})", trained)
    caption = numbered(f"{params.label}: {CAPTION.lower()}", params.number)
    write_table_files(table, caption, note, params.simulated, output.csv, output.html)
    # The page is marked as a whole; in the file each row says whose it is.
    whose = ["simulated" if params.simulated else "real"] * len(ours) + ["real"] * (len(table) - len(ours))
    write_table(table.assign(patients=whose), output.csv)
