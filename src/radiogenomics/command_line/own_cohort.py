"""The cohort of one's own that a configuration describes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from radiogenomics.command_line.configuration import merged, with_default
from radiogenomics.errors import InputError

if TYPE_CHECKING:
    from radiogenomics.cohorts.settings import CohortSettings


def own_cohort(overlays: list[Path], name: str | None) -> CohortSettings:
    """Section of a cohort with `source: own`.

    Args:
        overlays: configurations, on top of the default one.
        name: of the cohort; None where there is only one.

    Raises:
        InputError: there is no such cohort, there are several and none is named, or its section or folder is wrong.
    """
    # Imported here: the help of the program waits for no library that reads scans.
    from radiogenomics.config import read_config
    from radiogenomics.files import nearest

    cohorts = read_config(merged(with_default(overlays))).cohorts
    own = {key: cohort for key, cohort in cohorts.items() if cohort.source == "own"}
    if name is not None and name not in own:
        raise InputError(f"--cohort: {name!r} is no cohort with `source: own`{nearest(name, own)}; name one")
    if name is None and len(own) != 1:
        told = f"has {len(own)} cohorts with `source: own` ({', '.join(own)})" if own else "has no `source: own`"
        raise InputError(f"{overlays[-1]}: {told}; {'name one by --cohort' if own else 'add a cohort of yours'}")
    return own[name if name is not None else next(iter(own))]
