"""One more process of a training than the one that the workflow started: `python -m radiogenomics.training.worker`."""

import logging
import os
import pickle
import sys
import threading

from radiogenomics.errors import InputError
from radiogenomics.training.processes import work_at


def main() -> None:
    """Read the work from standard input, do it, and end when the process that sent it has ended."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    work, rank, place = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_sender, daemon=True).start()
    try:
        work_at(work, rank, place)
    except InputError as error:
        sys.exit(f"ERROR: {error}")


def _end_with_sender() -> None:
    # Not by the buffered reader, whose lock would stop the end of this process.
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
