"""The folder of what is downloaded, as the configuration names it."""

import os
from pathlib import Path

from radiogenomics.downloads.disk import nearest_existing


def data_folder(text: str) -> str:
    """`data_dir` with `~` expanded and without a trailing `/`.

    Raises:
        ValueError: it is empty, holds a brace, which Snakemake reads as a wildcard, lies in the folder of results, or
            can neither be read nor made.
    """
    if not text.strip() or set("{}") & set(text):
        raise ValueError(f"{text!r} is not the name of a folder; write one without braces, as `data`")
    folder = Path(os.path.expanduser(text))  # noqa: PTH111 leaves an unknown `~user` alone
    if is_in_results(folder):
        raise ValueError(f"{folder} lies in results/, which holds what is made and may be deleted; name another folder")
    existing = nearest_existing(folder)
    if not existing.is_dir():
        raise ValueError(f"{existing} is a file; name a folder")
    # One that is there may be complete, and then need not be written.
    if existing != folder.absolute() and not os.access(existing, os.W_OK | os.X_OK):
        raise ValueError(f"{folder} cannot be made in {existing} (no permission); name another folder")
    return str(folder)


def is_in_results(folder: Path) -> bool:
    """Whether a folder is `results/` of the working directory or lies in it."""
    return folder.resolve().is_relative_to(Path("results").resolve())
