"""The same numbers from the same seed."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def deterministic(device: torch.device) -> Iterator[None]:
    """Refuse algorithms whose result varies from call to call; on a GPU some 3-D layers have no other.

    Torch would also fill every new tensor with NaN, to expose code that reads what it never wrote. That costs a tenth
    of a training step of a small network and is left out.
    """
    before = torch.are_deterministic_algorithms_enabled(), torch.utils.deterministic.fill_uninitialized_memory
    torch.use_deterministic_algorithms(device.type == "cpu")
    torch.utils.deterministic.fill_uninitialized_memory = False
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before[0])
        torch.utils.deterministic.fill_uninitialized_memory = before[1]
