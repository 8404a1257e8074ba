"""Published weights: fetched over HTTP or copied from a folder, and checked before anything believes them."""

import logging
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from radiogenomics.downloads.checksums import COPY, Digest
from radiogenomics.downloads.http import fetch
from radiogenomics.downloads.weights import Weights, read_weights, weights_table
from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, open_input, sha256_of
from radiogenomics.networks.medicalnet import medicalnet_resnet
from radiogenomics.networks.medicalnet_settings import MEDICALNET_WIDTH
from radiogenomics.networks.registry import model_settings
from radiogenomics.networks.weights import load_medicalnet

logger = logging.getLogger(__name__)

COLOURS = 3
"""Channels of the photographs on which encoders were trained."""


def fetch_weights(
    family: str,
    name: str,
    destination: str | Path,
    source: str | Path,
    width: int = MEDICALNET_WIDTH,
    table: Path | None = None,
) -> dict[str, object]:
    """Put published weights at `destination`, whole and checked, or not at all.

    Args:
        family: whose weights they are: `medicalnet`, or the prefix of a network's name, as `timm`.
        name: name of their file, as in the table.
        destination: file to write.
        source: `download`, or a folder that holds the file.
        width: channels of a MedicalNet's first stage; with its depth it says which tensors the file must hold.
        table: CSV with the columns of `downloads.weights.COLUMNS`; an empty size or sha256 is not known.

    Returns:
        Record for the provenance: family, name, source, revision, licence, size (bytes), sha256 (as found),
        sha256_source, and `verified`, which is false where the table knows no sha256 to compare with.

    Raises:
        InputError: unknown name, no such file, server that refuses or stays unreachable, wrong size or checksum, or
            not a checkpoint of this network.
    """
    table = table or weights_table()
    row = read_weights(name, family, table)
    destination = Path(destination)
    # With the suffix of the whole file, which says how to read it.
    unchecked = destination.with_name(f"{destination.stem}.unchecked{destination.suffix}")
    try:
        if source == "download":
            origin = row.url
            _download(row, unchecked, table)
        else:
            origin = str(Path(source) / name)
            _copy(origin, unchecked)
        sha256 = sha256_of(unchecked)
        _check(origin, unchecked.stat().st_size, sha256, row)
        _require_loadable(origin, unchecked, _loader(family, name, width))
        if not row.sha256:
            logger.warning("%s: unverified, no checksum of it is known; found sha256 %s", origin, sha256)
        unchecked.replace(destination)
    finally:
        unchecked.unlink(missing_ok=True)
    return {
        "family": family,
        "name": name,
        "source": origin,
        "revision": row.revision,
        "licence": row.licence,
        "size": destination.stat().st_size,
        "sha256": sha256,
        "sha256_source": row.sha256_source,
        "verified": bool(row.sha256),
    }


def _loader(family: str, name: str, width: int) -> Callable[[Path], None]:
    """What loads weights into a network as a training will."""
    if family == "medicalnet":
        depth = int(Path(name).stem.removeprefix("resnet_"))
        return partial(load_medicalnet, medicalnet_resnet(depth, width=width))
    section = {"network": f"{family}:{Path(name).stem}", "initial_weights": "transferred"}
    return model_settings(section, title=name).build(COLOURS).load_pretrained


def _copy(path: str, destination: Path) -> None:
    with open_input(path, "rb") as source, atomic_path(destination) as temporary, temporary.open("wb") as target:
        shutil.copyfileobj(source, target)


def _download(row: Weights, destination: Path, table: Path) -> None:
    digest = Digest("sha256", row.sha256, COPY, str(table)) if row.sha256 else None
    try:
        fetch(row.url, destination, size=row.size, digest=digest)
    except InputError as error:
        raise InputError(f"{error}, or set `weights` to a folder that holds the file") from None


def _check(origin: str, size: int, sha256: str, row: Weights) -> None:
    if row.size is not None and size != row.size:
        raise InputError(f"{origin}: {size} bytes where {row.size} were expected; the file was removed, fetch it again")
    if row.sha256 and sha256 != row.sha256:
        raise InputError(
            f"{origin}: sha256 {sha256} where {row.sha256} was expected; the file was removed, fetch it again"
        )


def _require_loadable(origin: str, path: Path, load: Callable[[Path], None]) -> None:
    """Load the file as a training will: where no checksum is known, a login page would pass for weights until then."""
    try:
        load(path)
    except InputError as error:
        raise InputError(f"{origin}: {str(error).removeprefix(f'{path}: ')}") from None
