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


def log_epoch(values: dict, epochs: int, metrics: str, named: bool = False) -> None:
    """One plain line per epoch to the log.

    Args:
        values: epoch, phase, training_loss, learning_rate and seconds.
        epochs: number of the last epoch of the phase.
        metrics: values of the validation patients in words.
        named: whether the phase is named.
    """
    phase = f" ({values['phase']})" if named else ""
    logger.info(
        "epoch %d/%d%s: training loss %.4f, %s, learning rate %.1e, %.1f s",
        *(values["epoch"], epochs, phase, values["training_loss"]),
        *(metrics, values["learning_rate"], values["seconds"]),
    )
