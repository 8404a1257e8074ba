"""Programs, packages, credentials and disk that a download needs, looked at before anything is fetched."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from radiogenomics.downloads.catalogue import Part
from radiogenomics.downloads.disk import require_space, require_writable
from radiogenomics.downloads.package_list import is_there
from radiogenomics.downloads.sizes import bytes_to_come
from radiogenomics.errors import InputError


def require(parts: Mapping[str, Iterable[Part]], data_dir: Path) -> None:
    """Stop before a byte moves where something that some parts need is missing, or the disk is too small for them.

    Args:
        parts: the parts to download, by source.
        data_dir: folder that has, or gets, a folder per source.

    Raises:
        InputError: the first of `missing_requirements`, a folder that cannot be written, or too little space.
    """
    folders = {part: data_dir / source for source, of_source in parts.items() for part in of_source}
    for message in missing_requirements(folders):
        raise InputError(message)
    for folder in dict.fromkeys(folders.values()):
        require_writable(folder)
    names = ", ".join(f"{part.source}/{part.name}" for part in folders)
    require_space(bytes_to_come(folders), data_dir, f"download of {names}")


def missing_requirements(folders: Mapping[Part, Path]) -> list[str]:
    """What the routes of some parts need and is not here, each with what to do, in one line; no value of a credential.

    A part of which all files are listed and there needs nothing: they are only verified.

    Args:
        folders: parts to download, and the folder (`<data_dir>/<source>`) of each.
    """
    messages = []
    for route in dict.fromkeys(part.route for part, folder in folders.items() if not is_there(part, folder)):
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
