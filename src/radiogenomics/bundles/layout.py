"""Files of a bundle, and the checksums by which a changed byte is found.

The layout is that of MONAI (docs.monai.io, "MONAI Bundle Specification"): `configs/metadata.json`, `models/` and
`docs/README.md`. Weights are safetensors and everything else is JSON or text: reading a bundle executes nothing of it.
"""

from pathlib import Path

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, open_input, read_json, sha256_of

METADATA = "configs/metadata.json"
ENSEMBLE = "configs/ensemble.json"
"""Model, inputs, preprocessing, draws and what is predicted."""
THRESHOLDS = "configs/thresholds.json"
INTENSITIES = "configs/training_intensities.json"
CARD = "docs/README.md"
CHECKSUMS = "checksums.sha256"


def weights_of(name: str, fold: int) -> str:
    """File of the network of one input and fold."""
    return f"models/{name}_fold{fold}.safetensors"


def write_checksums(folder: Path) -> None:
    """Write the checksums of all files of a bundle, as `sha256sum` does."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    lines = [f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    with atomic_path(folder / CHECKSUMS) as temporary:
        temporary.write_text("".join(lines))


def check_bundle(folder: Path) -> None:
    """Check that a bundle is whole, byte by byte.

    Raises:
        InputError: the folder is no bundle; a file is missing, changed, or was added.
    """
    if not (folder / CHECKSUMS).is_file():
        raise InputError(
            f"{folder}: no model of this project ({CHECKSUMS} is missing); give a folder that was exported"
        )
    with open_input(folder / CHECKSUMS) as file:
        known = {name: digest for digest, name in (line.rstrip("\n").split("  ", 1) for line in file if line.strip())}
    for name, digest in known.items():
        path = folder / name
        if not path.is_file():
            raise InputError(f"{path}: missing from the model; copy the whole folder again")
        if sha256_of(path) != digest:
            raise InputError(f"{path}: changed since the model was exported; copy the folder again")
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(present - set(known) - {CHECKSUMS}):
        raise InputError(f"{folder / name}: no part of the model as it was exported; remove it")


def read_part(folder: Path, name: str) -> dict:
    """One JSON of a bundle.

    Raises:
        InputError: it is missing or damaged.
    """
    try:
        return read_json(folder / name)
    except (OSError, ValueError):
        raise InputError(f"{folder / name}: missing or damaged; copy the folder of the model again") from None
