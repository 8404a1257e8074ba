"""Results of another version of the workflow: told apart from one's own before a run mixes with them."""

from pathlib import Path

from radiogenomics.errors import InputError
from radiogenomics.files import read_json, write_json
from radiogenomics.version import own_version

LAYOUT = 2
"""Raised when files of `results/` change their place or meaning; what else changed, each rule finds out by itself."""
PATH = Path("results/layout.json")


def refuse_other_layout() -> None:
    """Check that the results in this folder, if any, are laid out as this version does.

    Raises:
        InputError: another version wrote them in another layout, or the record is damaged.
    """
    if not PATH.exists():
        return
    fix = "move results/ away, or give another folder by --directory"
    try:
        record = read_json(PATH)
        layout, version = record["layout"], record["version"]
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{PATH.resolve()}: not a record of the workflow's version; {fix}") from None
    if layout != LAYOUT:
        raise InputError(
            f"{PATH.parent.resolve()}: written by version {version} of the workflow in layout {layout}, and this is "
            f"version {own_version()} with layout {LAYOUT}; {fix}"
        )


def record_layout() -> None:
    """Note the layout of the results that a run is about to write."""
    if not PATH.exists():
        write_json({"layout": LAYOUT, "version": own_version()}, PATH)
