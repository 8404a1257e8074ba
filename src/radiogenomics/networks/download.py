"""Published weights: fetched over HTTP or copied from a folder, and checked before anything believes them."""

import logging
import shutil
import time
from pathlib import Path

import httpx
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, nearest, open_input, read_table, sha256_of
from radiogenomics.networks.medicalnet import medicalnet_resnet
from radiogenomics.networks.weights import load_medicalnet

logger = logging.getLogger(__name__)

WEIGHTS_TABLE = Path(__file__).parents[3] / "resources" / "weights.csv"
COLUMNS = ("name", "url", "revision", "revision_source", "size", "sha256", "sha256_source", "licence")
ATTEMPTS = 3
PAUSE = 1.0
"""Seconds before the second attempt; each further pause is twice as long."""
TIMEOUT = 30.0
"""Seconds without a byte after which a server counts as stalled."""


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
    with atomic_path(destination) as temporary:
        if source == "download":
            origin = row["url"]
            _download(origin, temporary)
        else:
            origin = str(Path(source) / name)
            _copy(origin, temporary)
        sha256 = sha256_of(temporary)
        _check(origin, temporary.stat().st_size, sha256, row)
        _require_loadable(origin, temporary, depth, width)
        if not row["sha256"]:
            logger.warning("%s: unverified, no checksum of it is known; found sha256 %s", origin, sha256)
        return {
            "name": name,
            "source": origin,
            "revision": row["revision"],
            "licence": row["licence"],
            "size": temporary.stat().st_size,
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
    with open_input(path, "rb") as source, destination.open("wb") as target:
        shutil.copyfileobj(source, target)


def _download(url: str, destination: Path) -> None:
    """Stream `url` to a file; after a fault the next attempt asks for the missing bytes only."""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(PAUSE * 2 ** (attempt - 1))
        try:
            return _stream(url, destination)
        except httpx.HTTPStatusError as error:
            fault = f"status {error.response.status_code}"
            if not (error.response.is_server_error or error.response.status_code == httpx.codes.TOO_MANY_REQUESTS):
                break
        except httpx.TransportError as error:
            fault = str(error) or type(error).__name__
    raise InputError(
        f"{url}: not downloaded ({fault}); check network and proxy, or set `weights` to a folder that holds the file"
    )


def _stream(url: str, destination: Path) -> None:
    have = destination.stat().st_size
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with httpx.stream("GET", url, headers=headers, follow_redirects=True, timeout=TIMEOUT) as response:
        response.raise_for_status()
        resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
        with destination.open("ab" if resumed else "wb") as file:
            for block in response.iter_bytes():
                file.write(block)


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
