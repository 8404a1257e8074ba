"""One part of an archive, by whichever route it comes."""

import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from radiogenomics.downloads.catalogue import Part
from radiogenomics.downloads.checksums import FileRecord, read_records
from radiogenomics.downloads.disk import bytes_below, human_size, require_space
from radiogenomics.downloads.known import RECORDS, remember_first_downloads
from radiogenomics.errors import InputError

logger = logging.getLogger(__name__)


def receive_part(part: Part, folder: Path) -> list[FileRecord]:
    """Download a part to `folder`, every file whole and verified; what is there and right is not fetched again.

    Args:
        part: what to download.
        folder: `<data_dir>/<source>`.

    Returns:
        A record per file (of DICOM: per patient's list of files).

    Raises:
        InputError: too little space, a program or credentials are missing, or the part cannot be received.
    """
    require_space(missing_bytes(part, folder), folder, f"{part.source}, part {part.name}")
    logger.info("%s, part %s: receiving by %s to %s", part.source, part.name, part.route, folder)
    try:
        records = route(part)(part, folder)
    except OSError as error:
        raise InputError(
            f"{part.source}, part {part.name}: {error.filename or folder} cannot be written ({error.strerror}); make "
            "room or correct its permissions, or set another `data_dir`"
        ) from None
    remember_first_downloads(part, folder, records)
    size = human_size(sum(record.size for record in records))
    logger.info("%s, part %s: %d file(s), %s, all verified", part.source, part.name, len(records), size)
    return records


def route(part: Part) -> Callable[[Part, Path], list[FileRecord]]:
    """The function `receive` of the part's route; only its module is imported."""
    return import_module(f"radiogenomics.downloads.{part.route}").receive


def missing_bytes(part: Part, folder: Path) -> int:
    """Bytes of a part that are still to come; 0 where its size is not known.

    What lies in `folder` and belongs to no other part that was received counts as received.
    """
    if part.size is None:
        return 0
    others = [path for path in (folder / RECORDS).glob("*.csv") if path.stem != part.name]
    elsewhere = sum(record.size for path in others for record in read_records(path))
    return max(0, part.size - max(0, bytes_below(folder) - elsewhere))
