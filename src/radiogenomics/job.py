"""What every job of the workflow needs: a log, clear errors, an end when the workflow ends, a record of its outputs."""

import gc
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from radiogenomics import ledger
from radiogenomics.errors import InputError
from radiogenomics.oddities import say_oddities

logger = logging.getLogger("radiogenomics")


@contextmanager
def job(log: str, outputs: list[str]) -> Iterator[None]:
    """Run the block as a job: messages go to the file `log`, warnings also to standard error.

    An `InputError` ends the process with its one line; any other exception is a defect and keeps its traceback.
    The process dies with the workflow that started it, so that a killed workflow leaves no second writer behind.
    """
    _log_to(Path(log))
    _die_with_workflow()
    gc.freeze()
    gc.enable()
    ledger.forget(list(outputs))
    try:
        yield
    except InputError as error:
        logger.error("%s", error)
        sys.exit(1)
    except Exception:
        logging.getLogger("radiogenomics.log").exception("unexpected error")
        raise
    # Of jobs that write no table of it.
    say_oddities()
    ledger.remember(list(outputs))


def _log_to(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = logging.FileHandler(path, mode="w")
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    # A traceback is written to the log here and to the terminal by Python itself.
    terminal.addFilter(lambda record: record.exc_info is None)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.handlers = [file, terminal]


def _die_with_workflow() -> None:
    """Kill this process and its children as soon as the workflow process above it is gone."""
    workflow = next((p for p in psutil.Process().parents() if "snakemake" in " ".join(p.cmdline())), None)
    if workflow is not None:
        threading.Thread(target=_wait_and_die, args=(workflow,), daemon=True).start()


def _wait_and_die(workflow: psutil.Process) -> None:
    workflow.wait()
    for child in psutil.Process().children(recursive=True):
        child.kill()
    os._exit(1)
