"""Where the networks of a study look, in numbers, and what that is worth, in words."""

from radiogenomics.explanations.summary import (
    CAPTION,
    HEADINGS,
    VERDICT_CAPTION,
    VERDICT_HEADINGS,
    VERDICT_NOTE,
    note,
    summary,
    titled,
    verdicts,
)
from radiogenomics.job import job
from radiogenomics.leakage.reading import read_all
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, output, study = snakemake.params, snakemake.output, snakemake.wildcards.study
    shares, agreements = read_all(snakemake.input.shares), read_all(snakemake.input.agreements)
    table, who = summary(shares, agreements), "simulated test patients" if params.simulated else "test patients"
    shown = titled(table, params.titles).round(3)
    write_table_files(
        *(shown, CAPTION, note(table, who), params.simulated, output.csv, output.html, HEADINGS), study=study
    )
    words = titled(verdicts(shares, params.draws, params.seed), params.titles)
    write_table_files(
        *(words, VERDICT_CAPTION, VERDICT_NOTE, params.simulated, output.verdicts_csv, output.verdicts_html),
        *(VERDICT_HEADINGS,),
        study=study,
    )
