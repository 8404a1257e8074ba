"""`radiogenomics plan`: what a run will take."""

import typer

from radiogenomics.command_line.options import ConfigFiles
from radiogenomics.command_line.snakemake import run_snakemake, snakemake_command


def plan(context: typer.Context, configfile: ConfigFiles = None) -> None:
    """Say what a run will take: trainings, GPU-hours and disk. Splits are made for it, and nothing is trained."""
    run_snakemake(snakemake_command("1", None, configfile or [], ["plan", *context.args]))
