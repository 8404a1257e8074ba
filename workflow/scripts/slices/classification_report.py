"""Classification report of the network and input that did best on validation patients; distributions of all."""

from radiogenomics.evaluation.classification_report import (
    CAPTION,
    HEADINGS,
    NOTE,
    best_on_validation,
    classification_report,
)
from radiogenomics.evaluation.distributions import distributions
from radiogenomics.evaluation.titles import numbered
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.leakage.reading import read_all
from radiogenomics.report.style import save_figure
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, output, source = snakemake.params, snakemake.output, snakemake.input
    slices = read_all(source.slices)
    labels, train_labels = (
        read_table(path, dtype={"patient_id": str}) for path in (source.labels, source.train_labels)
    )
    model, name = best_on_validation(slices, train_labels)
    own = slices[(slices["model"] == model) & (slices["input"] == name)]
    table = classification_report(own, labels, params.classes).round(3)
    table.insert(0, "input", name)
    table.insert(0, "model", params.titles[model])
    study = snakemake.wildcards.study
    caption = numbered(CAPTION, params.number)
    write_table_files(table, caption, NOTE, params.simulated, output.csv, output.html, HEADINGS, study=study)
    figure = distributions(slices, labels, params.titles, params.classes)
    save_figure(figure, output.svg, output.png, simulated=params.simulated)
