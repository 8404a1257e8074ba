"""One download at a time in the folder of a source: two would add their bytes to the same unfinished files."""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from radiogenomics.downloads.known import RECORDS

logger = logging.getLogger(__name__)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder of a source for the block, after waiting for whoever holds it.

    The lock is the process's: a killed one leaves nothing to unlock.
    """
    path = folder / RECORDS / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            logger.warning("%s: another run is downloading here, waiting", folder)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
