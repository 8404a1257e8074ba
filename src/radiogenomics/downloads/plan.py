"""The text of `snakemake download_plan`: what would come from where, how much, and what is missing for it."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from radiogenomics.downloads.catalogue import Part, package_of, read_part, whole_packages
from radiogenomics.downloads.disk import free_space, human_size
from radiogenomics.downloads.https import addresses
from radiogenomics.downloads.known import repository_checksums
from radiogenomics.downloads.requirements import bytes_to_come, missing_requirements

UNKNOWN = "not known"


def describe_plan(downloads: Mapping[str, Iterable[str]], data_dir: Path) -> str:
    """What a download would do; nothing moves.

    Args:
        downloads: names of parts by source.
        data_dir: folder that has, or gets, a folder per source.

    Returns:
        A block of lines per part: what (`from`), where to, provisions, files, size, licence, origin of checksums,
        note; then the total, the free space, and what is missing.

    Raises:
        InputError: no such source or part.
    """
    by_source = {source: [read_part(source, name) for name in names] for source, names in downloads.items()}
    parts = [part for of_source in by_source.values() for part in of_source]
    if not parts:
        return "Nothing is to be downloaded: every cohort is simulated or has a local_dir."
    blocks = ["Download plan; nothing is fetched by it.", *(_block(part, data_dir) for part in parts)]
    blocks.append("\n".join([*_totals(parts), _disk(bytes_to_come(by_source, data_dir), data_dir)]))
    if missing := missing_requirements(parts):
        blocks.append("\n".join(["missing:", *(f"  {message}" for message in missing)]))
    return "\n\n".join(blocks)


def _block(part: Part, data_dir: Path) -> str:
    lines = {
        "from": _origin(part),
        "to": str(_target(part, data_dir / part.source)),
        "provides": ", ".join(part.provides),
        "files": UNKNOWN if part.files is None else f"{part.files:,}",
        "size": UNKNOWN if part.size is None else human_size(part.size),
        "licence": part.licence,
        "checksums": _checksums(part),
        "note": part.note,
    }
    return "\n".join([f"{part.source}, part {part.name}", *(f"  {key + ':':11}{text}" for key, text in lines.items())])


def _origin(part: Part) -> str:
    if part.route == "faspex":
        package, path = package_of(part)
        name = f"{package.name} ({package.package_id or 'id not known'})"
        return f"faspex, package {name} of https://doi.org/{package.doi}, folder {path}"
    if part.route == "https":
        return "https, " + f"\n{'':13}".join(addresses(part))
    return f"{part.route}, {part.location}"


def _target(part: Part, folder: Path) -> Path:
    return folder / package_of(part)[1].lstrip("/") if part.route == "faspex" else folder


def _checksums(part: Part) -> str:
    if part.route == "https":
        names = [address.rpartition("/")[2] for address in addresses(part)]
        known = repository_checksums(part.source)
        origins = [known[name].origin if name in known else "none, recorded at the first download" for name in names]
        return "; ".join(f"{origins.count(origin)} file(s): {origin}" for origin in dict.fromkeys(origins))
    if part.route == "faspex":
        return "archive: MD5 list in the package, where it has one"
    if part.route == "idc":
        return "none: number of files and bytes of each series, SHA-256 recorded at the first download"
    return "archive: MD5 of each file, from the server"


def _totals(parts: list[Part]) -> list[str]:
    """One line per package that is fetched whole, and one for all parts."""
    lines, total, unknown = [], 0, []
    whole = whole_packages(parts)
    for package in whole:
        lines.append(f"package {package.name}, whole: {package.files:,} files, {human_size(package.size or 0)}")
        total += package.size or 0
    names = {package.name for package in whole}
    for part in parts:
        if part.route == "faspex" and package_of(part)[0].name in names:
            continue
        total += part.size or 0
        if part.size is None:
            unknown.append(f"{part.source}/{part.name}")
    more = f", and what is not known: {', '.join(unknown)}" if unknown else ""
    return [*lines, f"total: {human_size(total)}{more}"]


def _disk(to_come: int, data_dir: Path) -> str:
    free = free_space(data_dir)
    verdict = ": too little, set `data_dir` to a folder on another disk" if free < to_come else ""
    return (
        f"of it to come: {human_size(to_come)}; free on the disk of {data_dir.absolute()}: {human_size(free)}{verdict}"
    )
