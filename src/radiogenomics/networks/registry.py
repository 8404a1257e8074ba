"""Networks by name: `networks/<name>.py` holds one, or with a name as `timm:<tag>` a family of them.

A network has a config section, a class that builds it, which is assigned to `SETTINGS`: in `<name>_settings.py`, so
that a config is read without torch, or in `<name>.py` itself.
"""

import importlib
import pkgutil
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, SerializeAsAny

from radiogenomics import networks
from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.networks.settings import ModelSettings

NETWORK = re.compile(r"^SETTINGS\b", re.MULTILINE)


SUFFIX = "_settings"


def network_names() -> list[str]:
    """Names of all networks; no file is imported to find them."""
    files = (Path(module.module_finder.path, f"{module.name}.py") for module in pkgutil.iter_modules(networks.__path__))
    return sorted({path.stem.removesuffix(SUFFIX) for path in files if path.is_file() and _is_network(path)})


def network_file(network: str) -> Path:
    """File that holds a network's config section, by the key `network` of that section.

    Raises:
        InputError: there is none; the nearest is named.
    """
    name = network.partition(":")[0]
    for folder in networks.__path__:
        for path in (Path(folder, f"{name}{SUFFIX}.py"), Path(folder, f"{name}.py")):
            if name.isidentifier() and path.is_file() and _is_network(path):
                return path
    known = network_names()
    raise InputError(f"network {network!r} does not exist{nearest(network, known)}; known are {', '.join(known)}")


def settings_class(network: str) -> type[ModelSettings]:
    """Class of the config section of a network.

    Raises:
        InputError: there is no such network (the nearest is named), or its class does not build one.
    """
    file = network_file(network)
    found = importlib.import_module(f"{networks.__name__}.{file.stem}").SETTINGS
    if found.build is ModelSettings.build:
        raise InputError(f"{file}: {found.__name__} has no method `build`; write it as docs/ARCHITECTURE.md shows")
    return found


def model_settings(section: Mapping[str, Any], title: str) -> ModelSettings:
    """A model's config section without its title, as rules hand it to jobs, and a title."""
    return settings_class(section["network"]).model_validate({**section, "title": title})


def _is_network(path: Path) -> bool:
    return bool(NETWORK.search(_text(path)))


@cache
def _text(path: Path) -> str:
    return path.read_text()


def _by_its_network(section: Any) -> Any:
    """Settings of the class that the key `network` names; pydantic's own checks where there is none."""
    if not isinstance(section, Mapping) or not isinstance(section.get("network"), str):
        return section
    try:
        found = settings_class(section["network"])
    except InputError as error:
        raise ValueError(str(error)) from None
    for key in section:
        if key not in found.model_fields:
            raise ValueError(
                f"unknown key {key!r} of a network {section['network']!r}{nearest(key, found.model_fields)}; correct "
                "or remove it"
            )
    return found.model_validate(section)


AnyModel = Annotated[SerializeAsAny[ModelSettings], BeforeValidator(_by_its_network)]
"""Config section of any network."""
