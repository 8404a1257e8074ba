"""`radiogenomics run`: a thin word over Snakemake."""

from typing import Annotated

import typer

from radiogenomics.command_line.options import ConfigFiles
from radiogenomics.command_line.snakemake import run_snakemake, snakemake_command


def run(
    context: typer.Context,
    targets: Annotated[list[str] | None, typer.Argument(help="Files or rules; none for the whole report.")] = None,
    configfile: ConfigFiles = None,
    cores: Annotated[str, typer.Option(help="Processors, a number or all.")] = "all",
    gpus: Annotated[int | None, typer.Option(help="GPUs that jobs may use.")] = None,
) -> None:
    """Run the workflow of this folder; the Snakemake command is printed first, unknown options are passed on to it."""
    run_snakemake(snakemake_command(cores, gpus, configfile or [], targets or [], context.args))
