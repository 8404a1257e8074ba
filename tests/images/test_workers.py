import os
import signal

import pytest

from radiogenomics.errors import InputError
from radiogenomics.images.workers import map_patients


def _square(number: int) -> int:
    return number**2


def _refuse_odd(number: int) -> int:
    if number % 2:
        raise InputError(f"{number}: odd; take another")
    return number


def _die(number: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("workers", [1, 2, 9])
def test_results_in_order(workers):
    assert map_patients(_square, list(range(20)), workers) == [number**2 for number in range(20)]
    assert map_patients(_square, [], workers) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_first_error_in_order_and_the_number_of_others(workers):
    with pytest.raises(InputError, match=r"^3: odd; take another \(and 2 more with errors\)$"):
        map_patients(_refuse_odd, [2, 3, 4, 5, 7], workers)
    with pytest.raises(InputError, match=r"^3: odd; take another$"):
        map_patients(_refuse_odd, [2, 3], workers)


def test_killed_worker_is_reported():
    with pytest.raises(InputError, match="worker process was killed"):
        map_patients(_die, [1, 2], 2)


def test_other_exceptions_are_not_hidden():
    with pytest.raises(TypeError):
        map_patients(_square, ["a", "b"], 2)
