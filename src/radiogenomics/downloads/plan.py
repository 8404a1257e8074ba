"""The text of `snakemake download_plan`: what would come from where, how much, and what is missing for it."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from radiogenomics.downloads.catalogue import ASKED_BY_NAME, Part, package_of, read_part, read_parts, whole_packages
from radiogenomics.downloads.disk import free_space, human_size
from radiogenomics.downloads.https import addresses, file_names
from radiogenomics.downloads.known import record_path, repository_checksums
from radiogenomics.downloads.requirements import missing_requirements
from radiogenomics.downloads.sizes import bytes_to_come, known_together
from radiogenomics.downloads.weights import Weights, weights_to_come

UNKNOWN = "not known"


def describe_plan(downloads: Mapping[str, Iterable[str]], data_dir: Path, weights: Iterable[Path] = ()) -> str:
    """What a download would do; nothing moves.

    Args:
        downloads: names of parts by source.
        data_dir: folder that has, or gets, a folder per source.
        weights: where published weights (`resnet_50.pth` …) go.

    Returns:
        A block of lines per part: what (`from`), where to, provisions, files, size, licence, origin of checksums,
        note; then the weights, the total, the free space, what is missing, and what only its name asks for.

    Raises:
        InputError: no such source, part or weights.
    """
    parts = [read_part(source, name) for source, names in downloads.items() for name in names]
    checkpoints = weights_to_come(weights)
    if not parts and not checkpoints:
        return "Nothing is to be downloaded: every cohort is simulated or has a local_dir."
    folders = {part: data_dir / part.source for part in parts}
    blocks = ["Download plan; nothing is fetched by it.", *(_block(part, data_dir) for part in parts)]
    blocks += [_block_of_weights(path, row) for path, row in checkpoints.items()]
    to_come = bytes_to_come(folders) + sum(row.size or 0 for row in checkpoints.values())
    blocks.append("\n".join([*_totals(parts, checkpoints), _disk(to_come, data_dir)]))
    if missing := missing_requirements(folders):
        blocks.append("\n".join(["missing:", *(f"  {message}" for message in missing)]))
    blocks += _only_by_name(parts, data_dir)
    return "\n\n".join(blocks)


def _only_by_name(planned: list[Part], data_dir: Path) -> list[str]:
    """One line per part that is fetched only by the name of its record."""
    parts = [part for source in dict.fromkeys(part.source for part in planned) for part in read_parts(source)]
    return [
        f"only by name: {part.name}, {human_size(part.size or 0)} (target {record_path(part, data_dir / part.source)})"
        for part in parts
        if part.provides == ASKED_BY_NAME and part not in planned
    ]


def _block_of_weights(path: Path, weights: Weights) -> str:
    lines = {
        "from": weights.url,
        "to": str(path),
        "size": UNKNOWN if weights.size is None else human_size(weights.size),
        "licence": weights.licence,
        "checksums": "copy" if weights.sha256 else "none, recorded at the first download",
    }
    return _described(f"weights {weights.name}", lines)


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
    return _described(f"{part.source}, part {part.name}", lines)


def _described(title: str, lines: Mapping[str, str]) -> str:
    return "\n".join([title, *(f"  {key + ':':11}{text}" for key, text in lines.items())])


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
        names, known = file_names(part), repository_checksums(part.source)
        origins = [known[name].origin if name in known else "none, recorded at the first download" for name in names]
        return "; ".join(f"{origins.count(origin)} file(s): {origin}" for origin in dict.fromkeys(origins))
    if part.route == "faspex":
        return "archive: MD5 list in the package, where it has one"
    if part.route == "idc":
        return "none: number of files and bytes of each series, SHA-256 recorded at the first download"
    return "archive: MD5 of each file, from the server"


def _totals(parts: list[Part], checkpoints: Mapping[Path, Weights]) -> list[str]:
    """What is known of several parts together, and one line for all parts and weights."""
    together = known_together(parts)
    lines = [
        f"package {package.name}, whole: {package.files:,} files, {human_size(package.size or 0)}"
        for package in whole_packages(parts)
    ]
    lines += [f"{' and '.join(p.name for p in some)}, together: {human_size(size)}" for some, size in together.items()]
    summed = {part for some in together for part in some}
    sizes = {f"{part.source}/{part.name}": part.size for part in parts if part not in summed}
    sizes |= {str(path): row.size for path, row in checkpoints.items()}
    total = sum(size or 0 for size in sizes.values()) + sum(together.values())
    unknown = [name for name, size in sizes.items() if size is None]
    more = f", and what is not known: {', '.join(unknown)}" if unknown else ""
    return [*lines, f"total: {human_size(total)}{more}"]


def _disk(to_come: int, data_dir: Path) -> str:
    free = free_space(data_dir)
    verdict = ": too little, set `data_dir` to a folder on another disk" if free < to_come else ""
    return (
        f"of it to come: {human_size(to_come)}; free on the disk of {data_dir.absolute()}: {human_size(free)}{verdict}"
    )
