"""Zip files unpacked in the folder where they lie, each member whole or not at all."""

import logging
import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from radiogenomics.downloads.disk import require_space
from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path

logger = logging.getLogger(__name__)

BLOCK = 1 << 20


class DamagedZipError(InputError):
    """A file is no zip file, or a damaged one; `path` is the file."""

    def __init__(self, path: Path, reason: object):
        """Say of the file at `path` what is wrong with it."""
        super().__init__(f"{path}: not a whole zip file ({reason})")
        self.path = path


def unpack(path: Path) -> list[Path]:
    """Unpack a zip file into its folder; members that are there and right are left alone.

    Returns:
        The files unpacked, in the order of the archive.

    Raises:
        DamagedZipError: it is not a zip file or is damaged.
        InputError: a member would lie outside the folder, or the disk has too little space.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            missing = [member for member in members if not _is_there(member, _home(path, member))]
            require_space(sum(member.file_size for member in missing), path.parent, f"{path}, unpacked")
            for member in missing:
                _extract(archive, member, _home(path, member))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise DamagedZipError(path, error) from None
    logger.info("%s: %d of %d member(s) unpacked", path, len(missing), len(members))
    return [_home(path, member) for member in members]


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, home: Path) -> None:
    with archive.open(member) as source, atomic_path(home) as temporary, temporary.open("wb") as target:
        shutil.copyfileobj(source, target, BLOCK)


def _home(path: Path, member: zipfile.ZipInfo) -> Path:
    name = PurePosixPath(member.filename)
    if name.is_absolute() or ".." in name.parts:
        raise InputError(f"{path}: member {member.filename!r} would lie outside the folder; do not trust this file")
    return path.parent / name


def _is_there(member: zipfile.ZipInfo, home: Path) -> bool:
    if not home.is_file() or home.stat().st_size != member.file_size:
        return False
    checksum = 0
    with home.open("rb") as file:
        while block := file.read(BLOCK):
            checksum = zlib.crc32(block, checksum)
    return checksum == member.CRC
