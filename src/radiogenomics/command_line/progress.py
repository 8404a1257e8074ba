"""Progress of long work: a bar on a terminal, plain lines in a log."""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import typer
from tqdm import tqdm

Item = TypeVar("Item")


def each(items: Sequence[Item], unit: str, name: Callable[[Item], str]) -> Iterator[Item]:
    """Items one after the other, with what is being worked on said on standard error.

    Args:
        items: all of them.
        unit: what one is called.
        name: of an item.
    """
    if sys.stderr.isatty():
        with tqdm(items, unit=unit) as bar:
            for item in bar:
                bar.set_postfix_str(name(item))
                yield item
        return
    for number, item in enumerate(items, start=1):
        typer.echo(f"{unit} {number}/{len(items)}: {name(item)}", err=True)
        yield item
