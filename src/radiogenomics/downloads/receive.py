"""One part of an archive, by whichever route it comes."""

import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from radiogenomics.downloads.catalogue import Part
from radiogenomics.downloads.checksums import FileRecord
from radiogenomics.downloads.disk import human_size, require_space
from radiogenomics.downloads.exclusive import alone_in
from radiogenomics.downloads.known import remember_first_downloads
from radiogenomics.downloads.sizes import bytes_to_come
from radiogenomics.errors import InputError

logger = logging.getLogger(__name__)


def receive_part(part: Part, folder: Path) -> list[FileRecord]:
    """Download a part to `folder`, every file whole and verified; what is there and right is not fetched again.

    Whoever else receives parts of the same source to the same folder is waited for.

    Args:
        part: what to download.
        folder: `<data_dir>/<source>`.

    Returns:
        A record per file (of DICOM: per patient's list of files).

    Raises:
        InputError: too little space, a program or credentials are missing, or the part cannot be received.
    """
    try:
        with alone_in(folder):
            require_space(bytes_to_come({part: folder}), folder, f"{part.source}, part {part.name}")
            logger.info("%s, part %s: receiving by %s to %s", part.source, part.name, part.route, folder)
            records = route(part)(part, folder)
            remember_first_downloads(part, folder, records)
    except OSError as error:
        raise InputError(
            f"{part.source}, part {part.name}: {error.filename or folder} cannot be written ({error.strerror}); make "
            "room or correct its permissions, or set another `data_dir`"
        ) from None
    size = human_size(sum(record.size for record in records))
    logger.info("%s, part %s: %d file(s), %s, all verified", part.source, part.name, len(records), size)
    return records


def route(part: Part) -> Callable[[Part, Path], list[FileRecord]]:
    """The function `receive` of the part's route; only its module is imported."""
    return import_module(f"radiogenomics.downloads.{part.route}").receive
