"""Programs, packages, credentials and disk that a download needs, looked at before anything is fetched."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from radiogenomics.downloads.catalogue import Part, package_of, whole_packages
from radiogenomics.downloads.disk import bytes_below, require_space
from radiogenomics.downloads.receive import missing_bytes
from radiogenomics.errors import InputError


def require(parts: Mapping[str, Iterable[Part]], data_dir: Path) -> None:
    """Stop before a byte moves where something that some parts need is missing, or the disk is too small for them.

    Args:
        parts: the parts to download, by source.
        data_dir: folder that has, or gets, a folder per source.

    Raises:
        InputError: the first of `missing_requirements`, or too little space.
    """
    together = [part for of_source in parts.values() for part in of_source]
    for message in missing_requirements(together):
        raise InputError(message)
    names = ", ".join(f"{part.source}/{part.name}" for part in together)
    require_space(bytes_to_come(parts, data_dir), data_dir, f"download of {names}")


def bytes_to_come(parts: Mapping[str, Iterable[Part]], data_dir: Path) -> int:
    """Bytes of some parts, by source, that are not in `data_dir` yet, as far as their sizes are known."""
    return sum(_bytes_to_come(list(of_source), data_dir / source) for source, of_source in parts.items())


def _bytes_to_come(parts: list[Part], folder: Path) -> int:
    packages = whole_packages(parts)
    apart = [part for part in parts if part.route != "faspex" or package_of(part)[0] not in packages]
    whole = sum(package.size or 0 for package in packages)
    return sum(missing_bytes(part, folder) for part in apart) + (max(0, whole - bytes_below(folder)) if whole else 0)


def missing_requirements(parts: Iterable[Part]) -> list[str]:
    """What the routes of some parts need and is not here, each in one line with its mend; no value of a credential."""
    messages = []
    for route in dict.fromkeys(part.route for part in parts):
        for check in CHECKS.get(route, ()):
            try:
                check()
            except InputError as error:
                messages.append(str(error))
    return messages


def _ascp() -> None:
    from radiogenomics.downloads.ascp import find_ascp

    find_ascp()


def _xnat_account() -> None:
    from radiogenomics.downloads.credentials import required_credentials
    from radiogenomics.downloads.xnat import SERVER
    from radiogenomics.downloads.xnat_session import PASSWORD_VARIABLE, USER_VARIABLE

    required_credentials(urlsplit(SERVER).hostname or SERVER, USER_VARIABLE, PASSWORD_VARIABLE)


def _s5cmd() -> None:
    from radiogenomics.downloads.s5cmd import find_s5cmd

    find_s5cmd()


def _idc_index() -> None:
    from radiogenomics.downloads.idc_series import index_file

    index_file()


CHECKS: dict[str, tuple[Callable[[], None], ...]] = {
    "faspex": (_ascp,),
    "xnat": (_xnat_account,),
    "idc": (_s5cmd, _idc_index),
}
"""What a route needs beyond Python and a network, by route; each raises an InputError where it is missing."""
