"""`radiogenomics export`: write a trained ensemble of a finished run as a folder of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from radiogenomics.errors import InputError


def export(
    study: Annotated[str, typer.Option(help="Name of the study.")],
    model: Annotated[str, typer.Option(help="Name of the model.")],
    ensemble: Annotated[str, typer.Option(help="Name of the ensemble.")],
    out: Annotated[Path, typer.Option(help="Folder to write; it must not exist.")],
    configfile: Annotated[list[Path] | None, typer.Option(help="Configuration of the run, then its overlays.")] = None,
) -> None:
    """Export a trained ensemble, in the folder of a finished run, for `radiogenomics predict`."""
    # Imported here: the other commands, and the help, need no torch.
    from radiogenomics.bundles.export import ExportedFiles, write_bundle
    from radiogenomics.config import read_config, studies_of
    from radiogenomics.files import nearest

    if out.exists():
        raise InputError(f"{out}: is there already; give another folder")
    settings = read_config(merged(configfile or [Path("config/config.yaml")]))
    studies = studies_of(settings)
    if study not in studies:
        raise InputError(f"study {study!r} is not in the configuration{nearest(study, studies)}")
    chosen = studies[study]
    if "export" not in chosen.rules:
        raise InputError(f"study {study}: its models cannot be exported yet; export those of a study of `networks`")
    if model not in chosen.own_models:
        known = ", ".join(chosen.own_models)
        raise InputError(f"study {study}: no trained model {model!r}{nearest(model, chosen.own_models)}; use {known}")
    parameters = chosen.export_parameters(model, ensemble)
    files = ExportedFiles(
        chosen.exported_arrays(ensemble, ".npy"),
        chosen.exported_arrays(ensemble, ".csv"),
        chosen.initial_weights(model),
        chosen.exported_weights(model, ensemble),
        *(chosen.path(name) for name in ("cohort.csv", "splits.csv", "images/window.json", "thresholds.csv")),
    )
    write_bundle(files, parameters, settings.seed, out)
    typer.echo(out)


def merged(paths: list[Path]) -> dict[str, Any]:
    """Configuration files put together as Snakemake does: sections are merged, everything else is replaced.

    Raises:
        InputError: a file cannot be read or holds no sections.
    """
    import yaml

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
    return result


def _merge(target: dict[str, Any], overlay: Mapping[str, Any]) -> None:
    for key, value in overlay.items():
        if isinstance(value, Mapping) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        else:
            target[key] = dict(value) if isinstance(value, Mapping) else value
