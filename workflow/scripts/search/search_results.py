"""What a search found: its trials, the best of them, and figures."""

from radiogenomics.files import write_table
from radiogenomics.job import job
from radiogenomics.leakage.records import read_fitted, write_fitted
from radiogenomics.report.style import save_figure
from radiogenomics.report.table_files import write_table_files
from radiogenomics.search.figures import history_figure, importance_figure, importances, slice_figure
from radiogenomics.search.metrics import METRICS
from radiogenomics.search.results import HEADINGS, best_table, caption_of_best, trials_table, write_best
from radiogenomics.search.settings import StudySearchSettings
from radiogenomics.search.space import logarithmic
from radiogenomics.training.resume import clear_checkpoints

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    settings, journal = StudySearchSettings(**params.search), params.journal
    trials, metric = trials_table(journal), f"Validation {METRICS[settings.metric]}"
    write_best(journal, output.best)
    write_table(trials.assign(patients="simulated" if params.simulated else "real"), output.trials)
    write_fitted(read_fitted(snakemake.input.workers[:1]), output.fitted)
    caption, note = caption_of_best(trials, settings, params.titles[settings.model])
    table = best_table(journal, settings.space, params.used)
    write_table_files(
        table, caption, note, params.simulated, output.csv, output.html, HEADINGS, snakemake.wildcards.study
    )
    figures = (
        history_figure(trials, metric),
        importance_figure(importances(journal)),
        slice_figure(trials, metric, logarithmic(settings.space)),
    )
    for number, figure in enumerate(figures):
        save_figure(figure, *output.figures[2 * number : 2 * number + 2], simulated=params.simulated)
    # Of trials that were given up.
    clear_checkpoints(params.resume)
