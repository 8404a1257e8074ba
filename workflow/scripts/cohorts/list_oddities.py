"""One table of what was odd in the data of a study, whoever noticed it."""

from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.oddities import HEADINGS, joined_oddities, oddities_note
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    table = joined_oddities(read_table(path, dtype=str, keep_default_na=False) for path in snakemake.input.oddities)
    write_table_files(
        table,
        "What was odd in the data",
        oddities_note(table, params.simulated),
        params.simulated,
        output.csv,
        output.html,
        HEADINGS,
        study=snakemake.wildcards.study,
    )
