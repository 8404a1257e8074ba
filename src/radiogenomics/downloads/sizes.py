"""How large parts are, together where not apart, and how much of them is still to come."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from radiogenomics.downloads.catalogue import Part, package_of, read_parts, sources
from radiogenomics.downloads.disk import bytes_below
from radiogenomics.downloads.https import file_names
from radiogenomics.downloads.known import record_path
from radiogenomics.downloads.partial import part_of


def known_together(parts: Iterable[Part]) -> dict[tuple[Part, ...], int]:
    """Bytes of parts whose sizes are not known apart but together, where all of them are among `parts`.

    They are what is left of a package of known size without its other parts.
    """
    wanted = [part for part in parts if part.route == "faspex" and part.size is None]
    together = {}
    for package in dict.fromkeys(package_of(part)[0] for part in wanted):
        inside = [part for part in _all_of_packages() if package_of(part)[0] == package]
        unsized = tuple(part for part in inside if part.size is None)
        if package.size is not None and set(unsized) <= set(wanted):
            together[unsized] = package.size - sum(part.size or 0 for part in inside)
    return together


def _all_of_packages() -> list[Part]:
    return [part for source in sources() for part in read_parts(source) if part.route == "faspex"]


def bytes_to_come(folders: Mapping[Part, Path]) -> int:
    """Bytes of some parts that are not in their folders yet, as far as sizes are known.

    Args:
        folders: parts to download, and the folder (`<data_dir>/<source>`) of each.
    """
    missing = {part: folder for part, folder in folders.items() if not record_path(part, folder).exists()}
    # Where one part was received, the size of the other can be told.
    received = {part: folder for folder in missing.values() for part in _received(missing, folder)}
    together = {
        parts: size for parts, size in known_together([*missing, *received]).items() if missing.keys() & set(parts)
    }
    places = missing | received
    return sum(missing_bytes(part, folder) for part, folder in missing.items()) + sum(
        max(0, size - sum(bytes_here(part, places[part]) for part in parts)) for parts, size in together.items()
    )


def _received(missing: Mapping[Part, Path], folder: Path) -> list[Part]:
    """Parts of unknown size that were received to a folder, of the sources that some parts are missing of."""
    of_sources = {part.source for part, other in missing.items() if other == folder and part.size is None}
    parts = [part for source in of_sources for part in read_parts(source) if part.size is None]
    return [part for part in parts if part not in missing and record_path(part, folder).exists()]


def missing_bytes(part: Part, folder: Path) -> int:
    """Bytes of a part that are not in its folder; 0 where its size is not known."""
    return max(0, part.size - bytes_here(part, folder)) if part.size else 0


def bytes_here(part: Part, folder: Path) -> int:
    """Bytes of a part that are in its folder, finished or not, and certainly belong to it."""
    return sum(bytes_below(path) for path in _places(part, folder))


def _places(part: Part, folder: Path) -> Iterator[Path]:
    """Files and folders that a part alone fills; none where that is not known beforehand."""
    if part.route == "https":
        for name in file_names(part):
            yield from (folder / name, part_of(folder / name))
    elif part.route == "faspex" and (path := package_of(part)[1].strip("/")):
        yield folder / path
    elif part.route == "idc":
        yield from folder.glob("*/*/MR_*")
