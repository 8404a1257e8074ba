"""Packages of TCIA's Faspex server, every file verified against the package's own MD5 list.

What of it could not be verified live is said in the modules `tcia`, `faspex_session` and `ascp`.
"""

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from radiogenomics.downloads import http
from radiogenomics.downloads.ascp import STALLED, find_ascp, run_ascp
from radiogenomics.downloads.catalogue import Package, Part, package_of
from radiogenomics.downloads.checksums import ARCHIVE, Digest, FileRecord, has_digest, record_of
from radiogenomics.downloads.disk import bytes_below, free_space, human_size
from radiogenomics.downloads.faspex_session import open_session
from radiogenomics.downloads.http_faults import BY_HAND, address_of
from radiogenomics.downloads.known import first_downloads, known_checksums
from radiogenomics.downloads.package_list import SUFFIX, files_below, listed_files, listed_here, refuse_unlisted
from radiogenomics.downloads.tcia import download_link, package_id
from radiogenomics.downloads.unpack import DamagedZipError, unpack
from radiogenomics.downloads.verify import fault_of, what_to_do
from radiogenomics.errors import InputError

logger = logging.getLogger(__name__)

RESTARTS = 20
"""Restarts of a transfer that stalls or breaks off."""
FRUITLESS = 3
"""Transfers that end with an error and nothing new, in a row, before no further one is tried."""
ATTEMPTS = 3
"""Times that files which prove wrong are fetched."""
SERVER_PORT = "TCP and UDP port 33001"


def receive(part: Part, folder: Path) -> list[FileRecord]:
    """Fetch one path of a package to the same path below `folder`; a path `/` is the whole package.

    Files that are there and right are not fetched again, and where all are, neither ascp nor a network is needed. Zip
    files are unpacked in the folder where they lie.

    Raises:
        InputError: ascp is missing (before anything is fetched), the package is not offered any more, its list is
            incomplete, a transfer stays broken, files stay wrong, or there are files that the list does not name.
    """
    for _ in range(ATTEMPTS):
        records = _verified(part, folder) or _fetched(part, folder)
        try:
            for record in records:
                if record.file.endswith(".zip"):
                    unpack(folder / record.file)
            return records
        except DamagedZipError as error:
            error.path.unlink()
            fault = f"{error}, {ATTEMPTS} times; the file was removed: try again later, or {BY_HAND}"
            logger.warning("%s; fetching it again", error)
    raise InputError(fault)


def _verified(part: Part, folder: Path) -> list[FileRecord]:
    """Records of a part that is there as a whole; none where anything is missing or wrong."""
    listed = listed_here(part, folder)
    if not all((folder / name).is_file() for name in listed):
        return []
    if not all(has_digest(folder / name, digest) for name, digest in listed.items()):
        return []
    if any(digest.origin == ARCHIVE for digest in listed.values()):
        refuse_unlisted(part, folder, listed)
    return _records(part, folder, listed, listed)


def _fetched(part: Part, folder: Path) -> list[FileRecord]:
    find_ascp()
    package, path = package_of(part)
    link = download_link(package)
    if package_id(link) is not None:
        return _Download(part, package, link, folder).receive(path)
    name = PurePosixPath(address_of(link)).name
    record = http.fetch(link, folder / name, digest=known_checksums(part, folder).get(name))
    return [replace(record, url=_url(package, name))]


def _records(part: Part, folder: Path, names: Iterable[str], digests: Mapping[str, Digest]) -> list[FileRecord]:
    package = package_of(part)[0]
    return [record_of(folder / name, folder, _url(package, name), digests.get(name)) for name in names]


def _url(package: Package, name: str) -> str:
    """Lasting address of a file in a package; the server's own holds a passcode."""
    return f"https://doi.org/{package.doi}#/{name}"


class _Download:
    """Transfers from one package to one folder."""

    def __init__(self, part: Part, package: Package, link: str, folder: Path):
        self.part, self.package, self.link, self.folder = part, package, link, folder

    def receive(self, path: str) -> list[FileRecord]:
        root = open_session(self.link).entries("/")
        lists = [entry for entry in root if entry.endswith(SUFFIX)]
        wanted = [entry for entry in root if entry not in lists] if path == "/" else [path]
        if not lists:
            return self._receive_unlisted(wanted)
        expected = self._expected([self._fetch_list(entry) for entry in lists])
        refuse_unlisted(self.part, self.folder, expected)
        self._fetch_until_right(wanted, expected)
        refuse_unlisted(self.part, self.folder, expected)
        return _records(self.part, self.folder, expected, expected)

    def _receive_unlisted(self, wanted: list[str]) -> list[FileRecord]:
        """Fetch paths of a package without a list, held against their first download."""
        logger.warning("%s: the package has no list of checksums; those found are recorded", self.package.name)
        self._transfer(wanted)
        expected = first_downloads(self.part, self.folder)
        self._fetch_until_right(wanted, expected)
        files = [file for top in wanted for file in files_below(self.folder / top.lstrip("/"))]
        names = expected or [file.relative_to(self.folder).as_posix() for file in files]
        return _records(self.part, self.folder, names, expected)

    def _fetch_list(self, entry: str) -> Path:
        """Fetch a list of the package, held against the checksum of a copy where one is known."""
        path = self.folder / entry.lstrip("/")
        digest = known_checksums(self.part, self.folder).get(path.name)
        fault = ""
        for _ in range(ATTEMPTS):
            if digest is None or not has_digest(path, digest):
                path.unlink(missing_ok=True)
                self._transfer([entry])
            fault = fault_of(path, None, digest)
            if not fault:
                return path
        path.unlink()
        fix = what_to_do(digest)
        raise InputError(f"{self.package.name}, {entry}: {fault}, {ATTEMPTS} times; it was removed, {fix}")

    def _expected(self, lists: list[Path]) -> dict[str, Digest]:
        """Files of the part by the lists; a list that is refused is not kept."""
        try:
            return listed_files(self.part, lists)
        except InputError:
            for path in lists:
                path.unlink()
            raise

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
