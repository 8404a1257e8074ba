"""The MD5 lists that packages carry: held against what is known of them, and the folder held against them."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from radiogenomics.downloads.catalogue import Part, package_of
from radiogenomics.downloads.checksums import Digest, has_digest, read_checksums
from radiogenomics.downloads.known import first_downloads, known_checksums
from radiogenomics.errors import InputError

SUFFIX = ".sums"
SUPERSEDED = "old"
"""Folder of files that others replaced, which are listed and not fetched."""
UNFINISHED = (".partial", ".aspx")
"""Endings of what `ascp` leaves of a transfer that broke off."""


def listed_files(part: Part, lists: Iterable[Path]) -> dict[str, Digest]:
    """Files of a part and their checksums by the lists of its package, superseded files apart.

    Raises:
        InputError: a list is malformed, names nothing of the part, or not as many files as are known to be in it: the
            package would pass for whole.
    """
    package, path = package_of(part)
    lists = list(lists)
    listed: dict[str, Digest] = {}
    for file in lists:
        listed |= read_checksums(file, "md5")
    below = {name: digest for name, digest in listed.items() if PurePosixPath(name).is_relative_to(path.lstrip("/"))}
    names = ", ".join(file.name for file in lists)
    if not below:
        raise InputError(
            f"{names}: names nothing below {path}; correct the location of part {part.name} in "
            f"resources/downloads/{part.source}.csv"
        )
    if part.files is not None and len(below) != part.files:
        raise InputError(
            f"{names}: names {len(below)} file(s) below {path} where {part.files} are known; try again, or, if "
            f"the archive has published a new version, correct `files` in resources/downloads/{part.source}.csv"
        )
    # Some count the lists among the package's files.
    if package.files is not None and len(listed) + len(lists) < package.files:
        raise InputError(
            f"{names}: names {len(listed)} file(s) where the package {package.name} has {package.files}; try again, or "
            "correct `files` in resources/downloads/packages.csv if the archive has published a new version"
        )
    return {name: digest for name, digest in below.items() if not is_superseded(PurePosixPath(name))}


def is_superseded(file: PurePosixPath) -> bool:
    """Whether a file was replaced by another."""
    return SUPERSEDED in file.parts[:-1]


def listed_here(part: Part, folder: Path) -> dict[str, Digest]:
    """Files of a part and their checksums, as far as they are known without a network.

    They are in the package's list, where one is in `folder` that nothing known speaks against, or else in that of the
    part's first download.
    """
    lists = sorted(folder.glob(f"*{SUFFIX}"))
    # A whole package is not known to be the one that a list belongs to.
    if not lists or not package_of(part)[1].strip("/"):
        return first_downloads(part, folder)
    known = known_checksums(part, folder)
    if not all(has_digest(file, known[file.name]) for file in lists if file.name in known):
        return {}
    try:
        return listed_files(part, lists)
    except InputError:
        # The list is fetched again, and refused then if it is still wrong.
        return {}


def is_there(part: Part, folder: Path) -> bool:
    """Whether all files of a package's part are known and there; whether they are right is not looked at."""
    listed = listed_here(part, folder) if part.route == "faspex" else {}
    return bool(listed) and all((folder / name).is_file() for name in listed)


def refuse_unlisted(part: Part, folder: Path, listed: dict[str, Digest]) -> None:
    """Stop where a part's folder holds a file that its package's list does not name: a study would read it.

    Raises:
        InputError: the file.
    """
    top = folder / package_of(part)[1].strip("/")
    # What is unpacked from a zip file lies next to it.
    if top == folder or any(name.endswith(".zip") for name in listed):
        return
    for file in files_below(top):
        if file.relative_to(folder).as_posix() not in listed and file.suffix not in UNFINISHED:
            raise InputError(f"{file}: not in the list of its package; move it to another folder")


def files_below(path: Path) -> list[Path]:
    """A file, or all files below a folder, superseded ones apart."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [file for file in files if file.is_file() and not is_superseded(PurePosixPath(file.relative_to(path)))]
