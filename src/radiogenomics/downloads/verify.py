"""Whether a file is what it should be, and what to do where it is not."""

from pathlib import Path

from radiogenomics.downloads.checksums import ARCHIVE, COPY, Digest, checksum_of, has_digest


def is_right(path: Path, size: int | None, digest: Digest | None) -> bool:
    """Whether a file is there that nothing known speaks against: only whole files ever get their final name."""
    if not path.is_file() or (size is not None and path.stat().st_size != size):
        return False
    return digest is None or has_digest(path, digest)


def fault_of(part: Path, size: int | None, digest: Digest | None) -> str:
    """What is wrong with a whole file, or nothing."""
    found = part.stat().st_size
    if size is not None and found != size:
        return f"{found} bytes where {size} were expected"
    if digest is not None and (value := checksum_of(part, digest.algorithm)) != digest.value:
        return f"{digest.algorithm} {value} where {digest.value} was expected"
    return ""


def what_to_do(digest: Digest | None) -> str:
    """What a user may do about a file that stays wrong."""
    if digest is None or digest.origin == ARCHIVE:
        return "try again later, or compare with the archive's page"
    whose = "a copy" if digest.origin == COPY else f"the {digest.origin}"
    place = f" in {digest.listed_in}" if digest.listed_in else ""
    return (
        f"what was expected is the checksum of {whose}: if the archive has published a new version, correct it{place}"
    )
