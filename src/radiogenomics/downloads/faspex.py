"""Packages of TCIA's Faspex server, every file verified against the package's own MD5 list.

What of it could not be verified live is said in the modules `tcia`, `faspex_session` and `ascp`.
"""

import logging
import time
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from radiogenomics.downloads import http
from radiogenomics.downloads.ascp import STALLED, find_ascp, run_ascp
from radiogenomics.downloads.catalogue import Package, Part, package_of
from radiogenomics.downloads.checksums import Digest, FileRecord, has_digest, read_checksums, record_of
from radiogenomics.downloads.disk import bytes_below, free_space, human_size
from radiogenomics.downloads.faspex_session import open_session
from radiogenomics.downloads.http_faults import address_of
from radiogenomics.downloads.known import known_checksums
from radiogenomics.downloads.tcia import download_link, package_id
from radiogenomics.downloads.unpack import unpack
from radiogenomics.errors import InputError

logger = logging.getLogger(__name__)

RESTARTS = 20
"""Restarts of a transfer that stalls or breaks off."""
FRUITLESS = 3
"""Transfers that end with an error and nothing new, in a row, before no further one is tried."""
ATTEMPTS = 3
"""Times that files which prove wrong are fetched."""
SUPERSEDED = "old"
"""Folder of files that others replaced, which are not fetched."""
SERVER_PORT = "TCP and UDP port 33001"


def receive(part: Part, folder: Path) -> list[FileRecord]:
    """Fetch one path of a package to the same path below `folder`; a path `/` is the whole package.

    Files that are there and right are not fetched again; zip files are unpacked beside themselves.

    Raises:
        InputError: ascp is missing (before anything is fetched), the package is not offered any more, a transfer stays
            broken, or files stay wrong.
    """
    find_ascp()
    package, path = package_of(part)
    link = download_link(package)
    if package_id(link) is None:
        name = PurePosixPath(address_of(link)).name
        records = [http.fetch(link, folder / name, digest=known_checksums(part, folder).get(name))]
    else:
        records = _Download(part, package, link, folder).receive(path)
    for record in records:
        if record.file.endswith(".zip"):
            unpack(folder / record.file)
    return records


class _Download:
    """Transfers from one package to one folder."""

    def __init__(self, part: Part, package: Package, link: str, folder: Path):
        self.part, self.package, self.link, self.folder = part, package, link, folder
        self.address = address_of(link)

    def receive(self, path: str) -> list[FileRecord]:
        root = open_session(self.link).entries("/")
        lists = [entry for entry in root if entry.endswith(".sums")]
        digests: dict[str, Digest] = {}
        for entry in lists:
            self._transfer([entry])
            digests |= read_checksums(self.folder / entry.lstrip("/"), "md5")
        wanted = [entry for entry in root if entry not in lists] if path == "/" else [path]
        if not lists:
            logger.warning("%s: the package has no list of checksums; those found are recorded", self.package.name)
            digests = known_checksums(self.part, self.folder)
            self._transfer(wanted)
        expected = {name: digest for name, digest in digests.items() if _is_below(name, wanted)}
        if lists and not expected:
            raise InputError(
                f"{self.package.name}: its list of checksums names nothing below {path}; correct the location of part "
                f"{self.part.name} in resources/downloads/{self.part.source}.csv"
            )
        self._fetch_until_right(wanted, expected)
        return self._records(wanted, expected)

    def _fetch_until_right(self, paths: list[str], expected: dict[str, Digest]) -> None:
        for attempt in range(ATTEMPTS + 1):
            wrong = [name for name, digest in expected.items() if not has_digest(self.folder / name, digest)]
            if not wrong:
                return
            corrupt = [name for name in wrong if (self.folder / name).exists()]
            if attempt == ATTEMPTS:
                raise InputError(self._unmended(wrong, corrupt))
            for name in corrupt:
                logger.warning("%s: wrong checksum; fetching it again", name)
                (self.folder / name).unlink()
            logger.info("%s: %d of %d file(s) to fetch", self.part.name, len(wrong), len(expected))
            # A few files are asked for one by one; ascp would look at all others of the folder again.
            few = len(wrong) == len(corrupt) < len(expected)
            self._transfer([f"/{name}" for name in wrong] if few else paths)

    def _unmended(self, wrong: list[str], corrupt: list[str]) -> str:
        what = "wrong checksum" if wrong[0] in corrupt else "not in the package, though in its list"
        for name in corrupt:
            (self.folder / name).unlink()
        more = f" and {len(wrong) - 1} more file(s)" if len(wrong) > 1 else ""
        return (
            f"{wrong[0]}{more}: {what}, fetched {ATTEMPTS} times; wrong files were removed, the others stay: try again "
            f"later, or look at https://doi.org/{self.package.doi} for a new version of {self.package.name}"
        )

    def _transfer(self, paths: list[str]) -> None:
        """Fetch paths of the package, each below its parent; taken up again when it stalls or breaks off."""
        by_parent: dict[PurePosixPath, list[str]] = {}
        for path in paths:
            by_parent.setdefault(PurePosixPath(path.lstrip("/")).parent, []).append(path)
        for parent, together in by_parent.items():
            self._transfer_to(self.folder / parent, together)

    def _transfer_to(self, destination: Path, paths: list[str]) -> None:
        furthest, fruitless, fault = bytes_below(destination), 0, ""
        for _ in range(RESTARTS + 1):
            fault = run_ascp(open_session(self.link).transfer(paths), destination)
            if not fault:
                return
            reached = bytes_below(destination)
            fruitless = 0 if reached > furthest or fault.startswith(STALLED) else fruitless + 1
            furthest = max(furthest, reached)
            logger.warning("%s: %s; %s received so far", self.part.name, fault, human_size(reached))
            if fruitless == FRUITLESS:
                break
            time.sleep(http.PAUSE * 2**fruitless)
        raise InputError(
            f"{self.package.name}, {paths[0]}: transfer given up: {fault}; check that {SERVER_PORT} to the server are "
            f"open and the disk is not full ({human_size(free_space(destination))} free), then run it again: it goes on"
        )

    def _records(self, paths: list[str], expected: dict[str, Digest]) -> list[FileRecord]:
        names = expected or [
            path.relative_to(self.folder).as_posix()
            for top in paths
            for path in _files_of(self.folder / top.lstrip("/"))
        ]
        return [
            record_of(self.folder / name, self.folder, f"{self.address}#/{name}", expected.get(name)) for name in names
        ]


def _is_below(name: str, paths: Iterable[str]) -> bool:
    """Whether a file lies below one of the paths of a package, and not among superseded ones."""
    file = PurePosixPath(name)
    return SUPERSEDED not in file.parts[:-1] and any(file.is_relative_to(path.lstrip("/")) for path in paths)


def _files_of(path: Path) -> list[Path]:
    """A file, or all files below a folder, superseded ones apart."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [file for file in files if file.is_file() and SUPERSEDED not in file.relative_to(path).parts[:-1]]
