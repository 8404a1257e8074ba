"""The bytes of an unfinished download, and the version of the file that they belong to."""

from pathlib import Path

import httpx


def part_of(destination: Path) -> Path:
    """Where the bytes of an unfinished download are collected."""
    return destination.with_name(f"{destination.name}.part")


def begun(part: Path, verifiable: bool) -> tuple[int, str]:
    """Number of bytes to go on from, and the server's name for the version they belong to (or nothing).

    Where neither a checksum nor a version could show that the server's file has changed since, it is begun anew.
    """
    version = version_of(part).read_text() if version_of(part).exists() else ""
    have = part.stat().st_size if part.exists() and (verifiable or version) else 0
    return have, version


def begin(part: Path, response: httpx.Response) -> None:
    """Forget what was collected; keep the strong ETag, or else the date, of what comes (RFC 9110, 13.1.5)."""
    tag = response.headers.get("ETag", "")
    version = tag if tag and not tag.startswith("W/") else response.headers.get("Last-Modified", "")
    part.unlink(missing_ok=True)
    version_of(part).unlink(missing_ok=True)
    if version:
        version_of(part).write_text(version)


def version_of(part: Path) -> Path:
    """Where the version of a part is kept."""
    return part.with_name(f"{part.name}.version")
