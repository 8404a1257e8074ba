"""Where the tables of `resources/` lie: in the checkout, or where an installed package keeps its data."""

import sysconfig
from pathlib import Path

from radiogenomics.source import CHECKOUT

INSTALLED = Path(sysconfig.get_path("data"), "share", "radiogenomics")
"""As `data-files` of pyproject.toml has it."""


def resource_folder(checkout: Path = CHECKOUT, installed: Path = INSTALLED) -> Path:
    """The folder `resources`; that of the installed package where the library does not lie in a checkout."""
    own = checkout / "resources"
    return own if own.is_dir() else installed / "resources"


RESOURCES = resource_folder()
