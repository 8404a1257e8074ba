"""One file over HTTP: resumed after a cut, also by a later process, and believed only when whole and verified.

Bytes are collected in `<destination>.part`. The server's name for this version of the file (its ETag or date) is kept
in `<destination>.part.version`, so that a resumed file is never put together from two versions.
"""

import errno
import logging
import os
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from radiogenomics.downloads.checksums import Digest, FileRecord, record_of
from radiogenomics.downloads.http_faults import address_of, explain, is_transient
from radiogenomics.downloads.partial import begin, begun, part_of, version_of
from radiogenomics.downloads.tls import tls_context
from radiogenomics.downloads.verify import fault_of, is_right, what_to_do
from radiogenomics.errors import InputError

logger = logging.getLogger(__name__)

ATTEMPTS = 3
"""Attempts in a row that bring nothing new, and whole files that prove wrong, before the download is given up."""
PAUSE = 1.0
"""Seconds before the second attempt; each further pause is twice as long."""
LONGEST_PAUSE = 120.0
"""Longest pause in seconds, also where a server asks for a longer one."""
TIMEOUT = 30.0
"""Seconds without a byte after which a server counts as stalled."""
DISK_FULL = {errno.ENOSPC, errno.EDQUOT}


def fetch(
    url: str,
    destination: Path,
    *,
    size: int | None = None,
    digest: Digest | None = None,
    auth: httpx.Auth | tuple[str, str] | None = None,
) -> FileRecord:
    """Put the file at `url` at `destination`, whole and verified, or not at all.

    A file that is already there and right is not fetched again.

    Args:
        url: address; redirections are followed.
        destination: file to write; its folder is made.
        size: number of bytes, where known.
        digest: expected checksum, where known; without one, the SHA-256 found is recorded as `first download`.
        auth: credentials; neither they nor the URL's query ever appear in a message or record.

    Returns:
        Record of the file, `file` being its name alone.

    Raises:
        InputError: the server refuses (401, 403, 404 … at once), stays broken or unreachable (after `ATTEMPTS`
            attempts in a row without a new byte), sends a wrong size or checksum `ATTEMPTS` times, or a compressed
            body, or the file cannot be written.
    """
    request = _Request(url, auth)
    try:
        if not is_right(destination, size, digest):
            destination.parent.mkdir(parents=True, exist_ok=True)
            logger.info("%s: fetching", request.address)
            _fetch_until_right(request, destination, size, digest)
        return record_of(destination, destination.parent, request.address, digest)
    except OSError as error:
        fix = "free some space, or set `data_dir` to another disk" if error.errno in DISK_FULL else "correct it"
        raise InputError(f"{error.filename or destination}: cannot be written ({error.strerror}); {fix}") from None


@dataclass(frozen=True)
class _Request:
    """What to ask for; only the address may be shown."""

    url: str = field(repr=False)
    auth: httpx.Auth | tuple[str, str] | None = field(repr=False)

    @property
    def address(self) -> str:
        return address_of(self.url)


def _fetch_until_right(request: _Request, destination: Path, size: int | None, digest: Digest | None) -> None:
    part = part_of(destination)
    fault = ""
    for _ in range(ATTEMPTS):
        announced = _fetch_whole(request, part, verifiable=digest is not None)
        if announced is None and size is None and digest is None:
            logger.warning("%s: neither length nor checksum is known; nothing shows that it is whole", request.address)
        fault = fault_of(part, size, digest)
        if not fault:
            with part.open("rb") as file:
                os.fsync(file.fileno())
            part.replace(destination)
            version_of(part).unlink(missing_ok=True)
            return
        part.unlink()
        version_of(part).unlink(missing_ok=True)
        logger.warning("%s: %s; fetching it again", request.address, fault)
    raise InputError(f"{request.address}: {fault}, {ATTEMPTS} times; the file was removed, {what_to_do(digest)}")


def _fetch_whole(request: _Request, part: Path, verifiable: bool) -> int | None:
    """Collect all bytes in `part`; each fault that brought something new allows further attempts.

    Returns:
        How many bytes the server announced, where it did.
    """
    furthest, failures = -1, 0
    while True:
        try:
            return _stream(request, part, verifiable)
        except httpx.HTTPError as error:
            reached = part.stat().st_size if part.exists() else 0
            failures = 1 if reached > furthest >= 0 else failures + 1
            furthest = max(furthest, reached)
            if not is_transient(error) or failures >= ATTEMPTS:
                raise InputError(f"{request.address}: not downloaded: {explain(error)}") from None
            time.sleep(_pause(error, failures))
        except (httpx.InvalidURL, ValueError, ImportError) as error:
            # httpx's words for a proxy or address that it cannot use.
            raise InputError(f"{request.address}: not downloaded: {explain(error)}") from None


def _stream(request: _Request, part: Path, verifiable: bool) -> int | None:
    """One request: the missing bytes only, where they certainly belong to what is already there."""
    have, version = begun(part, verifiable)
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-"} | ({"If-Range": version} if version else {})
    options = {"headers": headers, "auth": request.auth, "follow_redirects": True, "timeout": TIMEOUT}
    with httpx.stream("GET", request.url, verify=tls_context(), **options) as response:
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE and have:
            if response.headers.get("Content-Range") == f"bytes */{have}":
                return have
            part.unlink()
            raise httpx.ReadError("the server has fewer bytes than were received")
        response.raise_for_status()
        encoding = response.headers.get("Content-Encoding", "identity")
        if encoding.lower() != "identity":
            raise httpx.DecodingError(f"the body is encoded ({encoding[:40]}), though it was asked for as it is")
        resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
        if resumed and _first_byte(response, have) != have:
            part.unlink()
            raise httpx.ReadError("the server sent other bytes than were asked for")
        if not resumed:
            begin(part, response)
        with part.open("ab") as file:
            for block in response.iter_raw():
                file.write(block)
        announced = _announced(response, have if resumed else 0)
        if announced is not None and part.stat().st_size != announced:
            part.unlink()
            raise httpx.ReadError(f"other bytes were collected than the {announced} that the server announced")
        return announced


def _announced(response: httpx.Response, have: int) -> int | None:
    """Bytes of the whole file, as far as the server says."""
    whole = re.fullmatch(r"bytes \d+-\d+/(\d+)", response.headers.get("Content-Range", ""))
    length = response.headers.get("Content-Length", "")
    return int(whole[1]) if whole else have + int(length) if length.isdigit() else None


def _first_byte(response: httpx.Response, expected: int) -> int:
    """Position of the first byte of a partial answer."""
    match = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(match[1]) if match else expected


def _pause(error: httpx.HTTPError, failures: int) -> float:
    """Seconds to wait: what a busy server asks for, or twice as long each time."""
    wanted = error.response.headers.get("Retry-After", "") if isinstance(error, httpx.HTTPStatusError) else ""
    seconds = float(wanted) if wanted.isdigit() else PAUSE * 2 ** (failures - 1)
    return min(seconds, LONGEST_PAUSE)
