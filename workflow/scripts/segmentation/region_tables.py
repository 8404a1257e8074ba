"""Table 2 of segmentation, empty regions, tests between the networks, and the steps of the clean-up."""

from radiogenomics.evaluation.published import published_metrics
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.leakage.reading import read_all
from radiogenomics.report.table_files import write_table_files
from radiogenomics.segmentation import captions
from radiogenomics.segmentation.comparisons import compare_networks
from radiogenomics.segmentation.tables import comparisons_table, empty_table, scores_table, steps_table

with job(snakemake.log[0], snakemake.output):
    source, params, output = snakemake.input, snakemake.params, snakemake.output
    summary, scores = read_table(source.summary), read_table(source.scores)
    published = published_metrics(params.published_tables) if params.published_tables else None
    note = captions.scores_note(published is not None, params.published_left_out)
    tables = {
        "scores": (
            scores_table(summary, params.titles, published),
            captions.titled(captions.SCORES, params.number),
            note,
        ),
        "empty": (empty_table(summary, params.titles), captions.EMPTY, captions.EMPTY_NOTE),
        "tests": (
            comparisons_table(compare_networks(scores), params.titles),
            captions.titled(captions.TESTS, params.tests_number),
            captions.TESTS_NOTE,
        ),
        "steps": (steps_table(read_all(source.steps), params.titles), captions.STEPS, captions.STEPS_NOTE),
    }
    for name, (table, caption, text) in tables.items():
        files = output[f"{name}_csv"], output[f"{name}_html"]
        write_table_files(table, caption, text, params.simulated, *files, study=snakemake.wildcards.study)
