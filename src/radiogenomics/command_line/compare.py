"""`radiogenomics compare`: all models of finished studies on the patients that they share."""

from pathlib import Path
from typing import Annotated

import typer

from radiogenomics.command_line.configuration import merged, with_default
from radiogenomics.command_line.options import ConfigFiles
from radiogenomics.errors import InputError


def compare(
    configfile: ConfigFiles = None,
    out: Annotated[Path, typer.Option(help="Page to write; two tables are written next to it.")] = Path(
        "results", "compare.html"
    ),
) -> None:
    """Compare the models of all finished studies: AUCs on common test patients, paired tests, one forest plot.

    Each --configfile is a configuration by itself, as of one run: studies of all of them are compared. `snakemake
    compare` does the same for the studies of one configuration.
    """
    # Imported here: the other commands, and the help, draw nothing.
    from radiogenomics.config import read_config, studies_of
    from radiogenomics.outdated import changed_files
    from radiogenomics.report.comparison_page import write_comparison

    found = {}
    for overlay in [[path] for path in configfile or []] or [[]]:
        found |= studies_of(read_config(merged(with_default(overlay))))
    compared = [study.compared for study in found.values() if study.compared]
    there = [each for each in compared if Path(each.predictions).is_file()]
    for each in compared:
        if each not in there:
            typer.echo(f"left out: study {each.study} has no {each.predictions} yet", err=True)
    for each in there:
        for path in changed_files([each.predictions])[:1]:
            typer.echo(
                f"study {each.study}: {path}: changed since its predictions were made from it, and what is shown is of "
                "before; run Snakemake first",
                err=True,
            )
    if not there:
        raise InputError(f"{Path.cwd()}: no study of the configuration has predictions here; run the workflow first")
    write_comparison(there, out)
    typer.echo(out)
