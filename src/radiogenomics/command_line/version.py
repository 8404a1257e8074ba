"""`radiogenomics version`: which versions compute here."""

import importlib.metadata
import platform

import typer

from radiogenomics.version import NAME, own_version

SHOWN = ("snakemake", "torch", "monai", "scikit-learn", "SimpleITK")


def version() -> None:
    """Print the versions of the program and of what it computes with."""
    typer.echo(f"{NAME} {own_version()}")
    for name in SHOWN:
        typer.echo(f"{name} {importlib.metadata.version(name)}")
    typer.echo(f"Python {platform.python_version()}")
