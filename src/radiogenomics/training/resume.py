"""Checkpoints from which an interrupted training goes on as if nothing had happened."""

import errno
import json
import logging
import shutil
import time
from pathlib import Path

import torch

from radiogenomics.errors import InputError
from radiogenomics.files import atomic_path, read_json, sha256_of, write_json

logger = logging.getLogger(__name__)

KEPT = 2
NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Interval:
    """Says when a span of time is over, so that short epochs do not spend more time on checkpoints than on training."""

    def __init__(self, seconds: float) -> None:
        """Start the first span now; with 0 seconds it is always over."""
        self.seconds = seconds
        self.started = time.monotonic()

    def is_over(self) -> bool:
        """Whether the span is over; if so, the next one starts."""
        now = time.monotonic()
        if now - self.started < self.seconds:
            return False
        self.started = now
        return True


def save_checkpoint(folder: Path, state: dict, identity: dict) -> None:
    """Write the state after an epoch and keep the two newest checkpoints.

    `epoch_0007.pt` is written whole or not at all; `epoch_0007.json`, written after it, holds its SHA-256 and
    `identity`. A checkpoint without its JSON file, or of another checksum, is not believed.

    Args:
        folder: folder of this training's checkpoints.
        state: what to save; `state["epoch"]` is the number of finished epochs.
        identity: hashes of config, data and code that the state depends on.

    Raises:
        InputError: the disk is full; the checkpoints before this one stay.
    """
    path = folder / f"epoch_{state['epoch']:04d}.pt"
    try:
        with atomic_path(path) as temporary:
            torch.save(state, temporary)
        write_json({"sha256": sha256_of(path), "identity": identity}, path.with_suffix(".json"))
    except OSError as error:
        if error.errno not in NO_SPACE:
            raise
        raise InputError(
            f"{folder}: no space left for a checkpoint ({error.strerror}); free some and run again, "
            "the training goes on from the checkpoint before"
        ) from None
    for older in sorted(folder.glob("epoch_*.pt"))[:-KEPT]:
        older.unlink()
        older.with_suffix(".json").unlink(missing_ok=True)


def load_checkpoint(folder: Path, identity: dict) -> dict | None:
    """Read the newest good checkpoint of this very training, or None where there is none.

    A damaged checkpoint is passed over with a warning and the one before it serves. Checkpoints of another config,
    data set or code are removed with a warning: the training starts afresh. Nothing in a checkpoint is executed.
    """
    for unfinished in folder.glob(".epoch_*"):
        unfinished.unlink()
    for path in sorted(folder.glob("epoch_*.pt"), reverse=True):
        record = _read_record(path)
        if record is None or record["sha256"] != sha256_of(path):
            logger.warning("%s: damaged or not written to the end; the checkpoint before it is tried", path)
        elif record["identity"] != json.loads(json.dumps(identity)):
            logger.warning("%s: made with another config, data set or code; removed, training starts afresh", path)
            clear_checkpoints(folder)
            return None
        else:
            return torch.load(path, map_location="cpu", weights_only=True)
    return None


def _read_record(path: Path) -> dict | None:
    """Checksum and identity of a checkpoint, or None where they are missing or damaged."""
    try:
        record = read_json(path.with_suffix(".json"))
    except (FileNotFoundError, ValueError):
        return None
    return record if isinstance(record, dict) and {"sha256", "identity"} <= record.keys() else None


def clear_checkpoints(folder: str | Path) -> None:
    """Remove a training's checkpoints, once its results are written."""
    if Path(folder).exists():
        shutil.rmtree(folder)
