"""`radiogenomics export`: write a trained model of a finished run as a folder of its own."""

from pathlib import Path
from typing import Annotated

import typer

from radiogenomics.command_line.configuration import merged, with_default
from radiogenomics.command_line.options import ConfigFiles
from radiogenomics.errors import InputError


def export(
    study: Annotated[str, typer.Option(help="Name of the study.")],
    model: Annotated[str, typer.Option(help="Name of the model.")],
    out: Annotated[Path, typer.Option(help="Folder to write; it must not exist.")],
    ensemble: Annotated[
        str | None,
        typer.Option(help="Name of the ensemble or, of classifiers, of the input; left out where a model has one."),
    ] = None,
    configfile: ConfigFiles = None,
) -> None:
    """Export a trained model, in the folder of a finished run, for `radiogenomics predict`."""
    # Imported here: the other commands, and the help, need no torch.
    from radiogenomics.bundles.export import write_bundle
    from radiogenomics.config import read_config, studies_of
    from radiogenomics.files import nearest
    from radiogenomics.outdated import changed_files

    if out.exists():
        raise InputError(f"{out}: is there already; give another folder")
    settings = read_config(merged(with_default(configfile or [])))
    studies = studies_of(settings)
    if study not in studies:
        raise InputError(f"study {study!r} is not in the configuration{nearest(study, studies)}; use --configfile")
    exported = studies[study].exports(model, ensemble or studies[study].only_ensemble(model))
    read = [path for paths in exported.files.values() for path in paths]
    for path in read:
        if not Path(path).exists():
            raise InputError(f"{path}: not there; run the workflow in this folder first")
    for path in changed_files(read):
        raise InputError(
            f"{path}: changed since the results of study {study} were made from it; run Snakemake in this folder first"
        )
    write_bundle(exported.form, exported.files, exported.description, settings.seed, out)
    typer.echo(out)
