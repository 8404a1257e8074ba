"""Where the workflow lies on this disk, also where another workflow uses it as a module.

Snakemake runs this file before the library can be imported: what it says decides where the library is.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any

COPIES = Path(".snakemake", "radiogenomics")
"""Folder of the copies, in the folder of the run: on a cluster, its nodes see it too."""


def checkout_of(folder: Any) -> Path:
    """Folder that holds the Snakefile, the rules, the library and its resources.

    Of a module that is fetched, as `github("owner/radiogenomics", path="Snakefile", tag="v1.0.0")`, Snakemake has the
    history alone. The files of that revision are copied out of it, once.

    Args:
        folder: Snakemake's `workflow.current_basedir` while it reads the Snakefile.
    """
    if not hasattr(folder, "hosted_repo"):
        return Path(folder.get_path_or_uri(secret_free=True)).absolute()
    repository = folder.hosted_repo.repo
    commit = repository.commit(folder.ref).hexsha
    copy = COPIES / commit
    if not copy.is_dir():
        COPIES.mkdir(parents=True, exist_ok=True)
        _copy_out(repository, commit, copy)
    return copy.absolute()


def _copy_out(repository: Any, commit: str, target: Path) -> None:
    """The files of a revision, all of them or none: a run may be stopped."""
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        archive, files = Path(scratch, "files.tar").absolute(), Path(scratch, "files")
        repository.git.archive(commit, output=archive)
        shutil.unpack_archive(archive, files)
        try:
            files.rename(target)
        except OSError:
            # Another process was faster.
            if not target.is_dir():
                raise
