"""Snakemake as a command: put together, shown, and run."""

import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from radiogenomics.errors import InputError


def snakemake_command(cores: str, gpus: int | None, configfiles: Sequence[Path], arguments: Sequence[str]) -> list[str]:
    """Command that runs the workflow of the current folder.

    Args:
        cores: a number, or `all`.
        gpus: devices that jobs may use; None limits nothing.
        configfiles: overlays on `config/config.yaml`.
        arguments: targets (files or rules; none for the whole report) and Snakemake's own options, as they are.

    Raises:
        InputError: the folder holds no workflow, or an overlay is not there.
    """
    if not Path("Snakefile").is_file():
        raise InputError(f"{Path.cwd()}: no Snakefile; change to the folder of the workflow")
    for path in configfiles:
        if not path.is_file():
            raise InputError(f"{path}: no such file; give a configuration, as config/upenn_gbm.yaml")
    options = [] if gpus is None else ["--resources", f"gpu={gpus}"]
    if configfiles:
        options += ["--configfile", *map(str, configfiles)]
    # Targets come first: several options take any number of values.
    return ["snakemake", *arguments, "--cores", cores, *options]


def run_snakemake(command: Sequence[str]) -> None:
    """Print the command, run it by this interpreter, and end with its exit code."""
    typer.echo(f"$ {shlex.join(command)}", err=True)
    done = subprocess.run([sys.executable, "-m", *command], check=False)
    raise typer.Exit(done.returncode)
