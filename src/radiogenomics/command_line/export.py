"""`radiogenomics export`: write a trained model of a finished run as a folder of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from radiogenomics.command_line.options import ConfigFiles
from radiogenomics.errors import InputError

DEFAULT = Path("config", "config.yaml")
CHECKOUT = Path(__file__).parents[3]
"""Where the library and its configurations lie together."""


def export(
    study: Annotated[str, typer.Option(help="Name of the study.")],
    model: Annotated[str, typer.Option(help="Name of the model.")],
    ensemble: Annotated[str, typer.Option(help="Name of the ensemble or, of classifiers, of the input.")],
    out: Annotated[Path, typer.Option(help="Folder to write; it must not exist.")],
    configfile: ConfigFiles = None,
) -> None:
    """Export a trained model, in the folder of a finished run, for `radiogenomics predict`."""
    # Imported here: the other commands, and the help, need no torch.
    from radiogenomics.bundles.export import write_bundle
    from radiogenomics.config import read_config, studies_of
    from radiogenomics.files import nearest

    if out.exists():
        raise InputError(f"{out}: is there already; give another folder")
    settings = read_config(merged(with_default(configfile or [])))
    studies = studies_of(settings)
    if study not in studies:
        raise InputError(f"study {study!r} is not in the configuration{nearest(study, studies)}; use --configfile")
    exported = studies[study].exports(model, ensemble)
    for path in (path for paths in exported.files.values() for path in paths):
        if not Path(path).exists():
            raise InputError(f"{path}: not there; run the workflow in this folder first")
    write_bundle(exported.form, exported.files, exported.description, settings.seed, out)
    typer.echo(out)


def with_default(overlays: list[Path]) -> list[Path]:
    """Overlays after the default configuration, of this folder or else of the workflow's own; it counts once."""
    bases = [path for path in (DEFAULT, CHECKOUT / DEFAULT) if path.is_file()][:1]
    known = [path.resolve() for path in bases]
    return [*bases, *(path for path in overlays if path.resolve() not in known)]


def merged(paths: list[Path]) -> dict[str, Any]:
    """Configuration files put together as the workflow does: sections are merged, everything else is replaced.

    Raises:
        InputError: a file cannot be read or holds no sections.
    """
    import yaml

    from radiogenomics.config import without_removed
    from radiogenomics.files import open_input

    result: dict[str, Any] = {}
    for path in paths:
        with open_input(path) as file:
            try:
                content = yaml.safe_load(file)
            except yaml.YAMLError as error:
                raise InputError(f"{path}: not YAML ({str(error).splitlines()[0]}); correct it") from None
        if not isinstance(content, Mapping):
            raise InputError(f"{path}: holds no sections; give a configuration of this workflow")
        _merge(result, content)
    return without_removed(result)


def _merge(target: dict[str, Any], overlay: Mapping[str, Any]) -> None:
    for key, value in overlay.items():
        if isinstance(value, Mapping) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        else:
            target[key] = dict(value) if isinstance(value, Mapping) else value
