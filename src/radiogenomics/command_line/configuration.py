"""A configuration and its overlays, put together as the workflow does."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from radiogenomics.errors import InputError
from radiogenomics.source import CHECKOUT

DEFAULT = Path("config", "config.yaml")


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
