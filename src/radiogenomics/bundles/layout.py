"""Files of a bundle, and the checksums by which a changed byte is found.

The layout is that of MONAI (docs.monai.io, "MONAI Bundle Specification"): `configs/metadata.json`, `models/` and
`docs/README.md`. Weights are safetensors, classifiers are in the format of skops, and everything else is JSON or text:
reading a bundle executes nothing of it.
"""

from pathlib import Path

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, open_input, read_json, sha256_of

METADATA = "configs/metadata.json"
ENSEMBLE = "configs/ensemble.json"
"""Model, inputs, preprocessing, draws and what is predicted."""
THRESHOLDS = "configs/thresholds.json"
TRAINING = "configs/training_intensities.json"
"""What the training patients' scans, or features, look like."""
CARD = "docs/README.md"
CHECKSUMS = "checksums.sha256"
MADE_BY_SNAKEMAKE = ".snakemake_timestamp"
"""A file in every folder that a rule of the workflow makes."""
NETWORK, CLASSIFIER = "safetensors", "skops"
"""Formats of what was trained."""


def model_file(name: str, fold: int, suffix: str) -> str:
    """File of what was trained on one input in one fold."""
    return f"models/{name}_fold{fold}.{suffix}"


def write_checksums(folder: Path) -> None:
    """Write the checksums of all files of a bundle, as `sha256sum` does."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    lines = [f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    with atomic_path(folder / CHECKSUMS) as temporary:
        temporary.write_text("".join(lines))


def check_bundle(folder: Path) -> None:
    """Check that a bundle is whole, byte by byte.

    Raises:
        InputError: the folder is no bundle; a file is missing, changed, or was added; or the list of checksums is
            damaged.
    """
    path = folder / CHECKSUMS
    if not path.is_file():
        raise InputError(
            f"{folder}: no model of this project ({CHECKSUMS} is missing); give a folder that was exported"
        )
    known = _read_checksums(path)
    for name, digest in known.items():
        if not (folder / name).is_file():
            raise InputError(f"{folder / name}: missing from the model; copy the whole folder again")
        if sha256_of(folder / name) != digest:
            raise InputError(f"{folder / name}: changed since the model was exported; copy the folder again")
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(present - set(known) - {CHECKSUMS, MADE_BY_SNAKEMAKE}):
        raise InputError(f"{folder / name}: no part of the model as it was exported; remove it")


def _read_checksums(path: Path) -> dict[str, str]:
    with open_input(path, errors="replace") as file:
        pairs = [line.rstrip("\n").split("  ", 1) for line in file if line.strip()]
    if any(len(pair) != 2 for pair in pairs):
        raise InputError(f"{path}: damaged; copy the folder of the model again")
    return {name: digest for digest, name in pairs}


def read_part(folder: Path, name: str) -> dict:
    """One JSON of a bundle.

    Raises:
        InputError: it is missing or damaged.
    """
    try:
        return read_json(folder / name)
    except (OSError, ValueError):
        raise InputError(f"{folder / name}: missing or damaged; copy the folder of the model again") from None
