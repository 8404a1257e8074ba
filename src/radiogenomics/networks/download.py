"""Published weights: fetched over HTTP or copied from a folder, and checked before anything believes them."""

import logging
import shutil
from pathlib import Path

import pandas as pd

from radiogenomics.downloads.checksums import COPY, Digest
from radiogenomics.downloads.http import fetch
from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, nearest, open_input, read_table, sha256_of
from radiogenomics.networks.medicalnet import medicalnet_resnet
from radiogenomics.networks.weights import load_medicalnet

logger = logging.getLogger(__name__)

WEIGHTS_TABLE = Path(__file__).parents[3] / "resources" / "weights.csv"
COLUMNS = ("name", "url", "revision", "revision_source", "size", "sha256", "sha256_source", "licence")


def fetch_weights(
    depth: int, width: int, destination: str | Path, source: str | Path, table: str | Path = WEIGHTS_TABLE
) -> dict[str, object]:
    """Put the weights `resnet_<depth>.pth` at `destination`, whole and checked, or not at all.

    Args:
        depth: depth of the network whose weights they are.
        width: channels of its first stage; with the depth it says which tensors the file must hold.
        destination: file to write.
        source: `download`, or a folder that holds the file.
        table: CSV with the columns `COLUMNS`; an empty size or sha256 is not known.

    Returns:
        Record for the provenance: name, source, revision, licence, size (bytes), sha256 (as found), sha256_source,
        and `verified`, which is false where the table knows no sha256 to compare with.

    Raises:
        InputError: unknown name, no such file, server that refuses or stays unreachable, wrong size or checksum, or
            not a checkpoint of this network (see `load_medicalnet`).
    """
    name = f"resnet_{depth}.pth"
    row = _row(name, table)
    destination = Path(destination)
    unchecked = destination.with_name(f"{name}.unchecked")
    try:
        if source == "download":
            origin = row["url"]
            _download(row, unchecked, table)
        else:
            origin = str(Path(source) / name)
            _copy(origin, unchecked)
        sha256 = sha256_of(unchecked)
        _check(origin, unchecked.stat().st_size, sha256, row)
        _require_loadable(origin, unchecked, depth, width)
        if not row["sha256"]:
            logger.warning("%s: unverified, no checksum of it is known; found sha256 %s", origin, sha256)
        unchecked.replace(destination)
    finally:
        unchecked.unlink(missing_ok=True)
    return {
        "name": name,
        "source": origin,
        "revision": row["revision"],
        "licence": row["licence"],
        "size": destination.stat().st_size,
        "sha256": sha256,
        "sha256_source": row["sha256_source"],
        "verified": bool(row["sha256"]),
    }


def _row(name: str, table: str | Path) -> dict[str, str]:
    rows = read_table(table, required=COLUMNS, dtype=str, keep_default_na=False)
    match: pd.DataFrame = rows[rows["name"] == name]
    if match.empty:
        raise InputError(
            f"{table}: no weights called {name!r}{nearest(name, rows['name'])}; add a row or correct the name"
        )
    return match.iloc[0].to_dict()


def _copy(path: str, destination: Path) -> None:
    with open_input(path, "rb") as source, atomic_path(destination) as temporary, temporary.open("wb") as target:
        shutil.copyfileobj(source, target)


def _download(row: dict[str, str], destination: Path, table: str | Path) -> None:
    size = int(row["size"]) if row["size"] else None
    digest = Digest("sha256", row["sha256"], COPY, str(table)) if row["sha256"] else None
    try:
        fetch(row["url"], destination, size=size, digest=digest)
    except InputError as error:
        raise InputError(f"{error}, or set `weights` to a folder that holds the file") from None


def _check(origin: str, size: int, sha256: str, row: dict[str, str]) -> None:
    if row["size"] and size != int(row["size"]):
        raise InputError(
            f"{origin}: {size} bytes where {row['size']} were expected; the file was removed, fetch it again"
        )
    if row["sha256"] and sha256 != row["sha256"]:
        raise InputError(
            f"{origin}: sha256 {sha256} where {row['sha256']} was expected; the file was removed, fetch it again"
        )


def _require_loadable(origin: str, path: Path, depth: int, width: int) -> None:
    """Load the file as a training will: where no checksum is known, a login page would pass for weights until then."""
    try:
        load_medicalnet(medicalnet_resnet(depth, width=width), path)
    except InputError as error:
        raise InputError(f"{origin}: {str(error).removeprefix(f'{path}: ')}") from None
