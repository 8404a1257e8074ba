import pytest
import torch

from radiogenomics.training.determinism import deterministic


@pytest.mark.parametrize(("device", "strict"), [("cpu", True), ("cuda", False)])
def test_algorithms_are_deterministic_where_all_layers_have_one(device, strict):
    with deterministic(torch.device(device)):
        assert torch.are_deterministic_algorithms_enabled() is strict
    assert not torch.are_deterministic_algorithms_enabled()


def test_new_tensors_are_not_filled():
    """Torch's own check for values that nobody wrote; it is on by default and costs time."""
    assert torch.utils.deterministic.fill_uninitialized_memory
    with deterministic(torch.device("cpu")):
        assert not torch.utils.deterministic.fill_uninitialized_memory
    assert torch.utils.deterministic.fill_uninitialized_memory


def test_left_as_it_was_after_an_error():
    with pytest.raises(KeyError), deterministic(torch.device("cpu")):
        raise KeyError
    assert not torch.are_deterministic_algorithms_enabled()
