"""What a person watching a training sees."""

import logging
from collections.abc import Iterator

from tqdm import tqdm

logger = logging.getLogger(__name__)


def epochs_to_go(finished: int, epochs: int) -> Iterator[int]:
    """Numbers of the epochs still to train, counted from 1; with a bar where standard error is a terminal."""
    # tqdm reads `disable=None` as: no bar unless the stream is a terminal.
    yield from tqdm(
        range(finished + 1, epochs + 1), initial=finished, total=epochs, desc="training", unit="epoch", disable=None
    )


def log_epoch(row: dict[str, float], epochs: int) -> None:
    """One plain line per epoch to the log."""
    logger.info(
        "epoch %d/%d: training loss %.4f, validation loss %.4f, AUC %.3f, sensitivity %.3f, specificity %.3f, "
        "learning rate %.1e, %.1f s",
        *(row["epoch"], epochs, row["training_loss"], row["validation_loss"], row["validation_auc"]),
        *(row["sensitivity"], row["specificity"], row["learning_rate"], row["seconds"]),
    )
