"""The same work for many patients, one patient per process at a time."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import TypeVar

from radiogenomics.errors import InputError
from radiogenomics.oddities import Oddity, noticed_since_last, take_over

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_patients(function: Callable[[Item], Result], items: Sequence[Item], workers: int) -> list[Result]:
    """Results of `function` in the order of `items`.

    Every item is tried, so that the error reported does not depend on which process was faster.

    Raises:
        InputError: that of the first item that has one (with the number of further ones), or a process was killed.
    """
    attempt = partial(_attempt, function)
    if workers <= 1 or len(items) <= 1:
        outcomes = list(map(attempt, items))
    else:
        # Forked, because Snakemake's scripts cannot be imported a second time as other start methods do.
        context = multiprocessing.get_context("fork")
        try:
            with ProcessPoolExecutor(min(workers, len(items)), mp_context=context) as pool:
                outcomes = list(pool.map(attempt, items))
        except BrokenProcessPool:
            raise InputError(
                "a worker process was killed, most likely for lack of memory; "
                "run with fewer cores or give the job more memory"
            ) from None
    for _, oddities in outcomes:
        take_over(oddities)
    results = [result for result, _ in outcomes]
    errors = [result for result in results if isinstance(result, InputError)]
    if errors:
        more = f" (and {len(errors) - 1} more with errors)" if len(errors) > 1 else ""
        raise InputError(f"{errors[0]}{more}")
    return results


def _attempt(function: Callable[[Item], Result], item: Item) -> tuple[Result | InputError, list[Oddity]]:
    """Result or error of one item, and what was odd in it, which a process of its own hands over."""
    before = noticed_since_last()
    try:
        result = function(item)
    except InputError as error:
        result = error
    found = noticed_since_last()
    take_over(before)
    return result, found
