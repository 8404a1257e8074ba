"""What pyradiomics says while it works, kept from the terminal and not lost."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

LIBRARY = "radiomics"


class _Collector(logging.Handler):
    """Keeps the text of every record that matters."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.messages = messages

    def emit(self, record: logging.LogRecord) -> None:
        # Of a traceback, the last line says what happened.
        self.messages.append(record.getMessage().strip().splitlines()[-1])


@contextmanager
def collected_messages() -> Iterator[list[str]]:
    """Warnings and errors that pyradiomics logs during the block; nothing of it is printed.

    Numpy's remarks on empty means and divisions by zero are dropped: what comes of them is a feature without a finite
    value, which is reported as such.
    """
    messages: list[str] = []
    library = logging.getLogger(LIBRARY)
    handlers, propagate = library.handlers, library.propagate
    library.handlers, library.propagate = [_Collector(messages)], False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            yield messages
    finally:
        library.handlers, library.propagate = handlers, propagate
