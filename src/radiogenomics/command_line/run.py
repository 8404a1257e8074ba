"""`radiogenomics run`: a thin word over Snakemake."""

from typing import Annotated

import typer

from radiogenomics.command_line.options import ConfigFiles
from radiogenomics.command_line.snakemake import run_snakemake, snakemake_command


def run(
    context: typer.Context,
    configfile: ConfigFiles = None,
    cores: Annotated[str, typer.Option(help="Processors, a number or all.")] = "all",
    gpus: Annotated[int | None, typer.Option(help="GPUs that jobs may use.")] = None,
) -> None:
    """Run the workflow of this folder; the Snakemake command is printed first.

    Further arguments are Snakemake's: files or rules to make, none for the whole report, and its options.
    """
    run_snakemake(snakemake_command(cores, gpus, configfile or [], context.args))
