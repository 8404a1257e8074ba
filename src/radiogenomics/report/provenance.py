"""What a result was made with: code, config, versions, machine, inputs."""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import tomllib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from radiogenomics.errors import InputError
from radiogenomics.files import read_json, sha256_of
from radiogenomics.source import CHECKOUT
from radiogenomics.version import NAME, git_state, own_version

PYPROJECT = CHECKOUT / "pyproject.toml"


def provenance(
    config: Mapping[str, Any], seed: int, files: Iterable[str | Path] = (), weights: Iterable[str | Path] = ()
) -> dict[str, Any]:
    """Record of the run, a file among its results.

    Neither the config itself nor the environment's variables are in it, so no secret can be; a path outside the working
    folder is reduced to its file name, so nobody's home folder is either.

    Args:
        config: the whole configuration; its hash is recorded.
        seed: the seed of the run.
        files: tables whose checksums are recorded.
        weights: records of published weights that were fetched, as `fetch_weights` returns them.

    Returns:
        git (revision, dirty; None outside a repository), config_sha256, seed, python, packages (version by name; None
        where not installed), platform, processors, devices, created (UTC), files (path and sha256 of each), weights
        (where each checkpoint came from, its sha256, and whether that was one known before).

    Raises:
        InputError: a file does not exist.
    """
    return {
        "git": git_state(),
        "config_sha256": config_sha256(config),
        "seed": seed,
        "python": platform.python_version(),
        "packages": package_versions(),
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processors": os.cpu_count(),
        "devices": devices(),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "files": [_checksum(Path(path)) for path in files],
        "weights": [_fetched(Path(path)) for path in weights],
    }


def config_sha256(config: Mapping[str, Any]) -> str:
    """Checksum of a configuration, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(config, sort_keys=True, default=str).encode()).hexdigest()


def package_versions() -> dict[str, str | None]:
    """Version of this project and of the installed packages that it depends on."""
    project = tomllib.loads(PYPROJECT.read_text())["project"]
    names = sorted((Requirement(line).name for line in project["dependencies"]), key=str.lower)
    return {NAME: own_version(), **{name: _version(name) for name in names}}


def devices() -> list[str]:
    """Names of the GPUs of this machine, or `CPU` alone."""
    names = _output("nvidia-smi", "--query-gpu=name", "--format=csv,noheader")
    return names.splitlines() if names else ["CPU"]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _output(*command: str) -> str | None:
    """Standard output of a command, or None where it is not installed or fails."""
    if shutil.which(command[0]) is None:
        return None
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.stdout.strip() if result.returncode == 0 else None


def _checksum(path: Path) -> dict[str, str]:
    if not path.is_file():
        raise InputError(f"{path}: no such file; its checksum cannot be recorded")
    return {"path": _shown(path), "sha256": sha256_of(path)}


def _fetched(path: Path) -> dict[str, Any]:
    record = read_json(path)
    from_web = record["source"].startswith(("http://", "https://"))
    return record if from_web else {**record, "source": _shown(Path(record["source"]))}


def _shown(path: Path) -> str:
    """A path below the working folder as it is, any other one reduced to its name."""
    here, absolute = Path.cwd(), path.resolve()
    return absolute.relative_to(here).as_posix() if absolute.is_relative_to(here) else absolute.name
