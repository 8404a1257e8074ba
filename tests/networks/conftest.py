"""Networks with weights that depend on nothing but their names, and files made from them."""

import zlib

import numpy as np
import pytest
import torch
from torch import nn

from radiogenomics.networks.cpu import fused


def weight_from_name(key: str, shape: torch.Size) -> torch.Tensor:
    """Weight of the reference values: it depends on its key and shape alone."""
    rng = np.random.Generator(np.random.PCG64(zlib.crc32(key.encode())))
    shape = tuple(shape)
    if key.endswith("num_batches_tracked"):
        return torch.tensor(0)
    if key.endswith("running_var") or (key.endswith("weight") and len(shape) == 1):
        values = rng.uniform(0.5, 1.5, shape)
    elif len(shape) == 1:
        values = rng.normal(0.0, 0.1, shape)
    else:
        values = rng.normal(0.0, np.sqrt(2 / np.prod(shape[1:])), shape)
    return torch.from_numpy(values.astype(np.float32))


@pytest.fixture(scope="session")
def set_reference_weights():
    """Function that gives a network the weights of the reference values."""

    def set_weights(network: nn.Module) -> None:
        network.load_state_dict({key: weight_from_name(key, old.shape) for key, old in network.state_dict().items()})

    return set_weights


@pytest.fixture
def norms_that_matter():
    """Function that gives every batch norm of a network statistics and weights of its own."""

    def change(network):
        generator = torch.Generator().manual_seed(0)
        for module in network.modules():
            if isinstance(module, nn.BatchNorm3d):
                for tensor, low in ((module.running_var, 0.5), (module.running_mean, -0.5), (module.weight.data, 0.5)):
                    tensor.uniform_(low, low + 1, generator=generator)
                module.bias.data.uniform_(-0.5, 0.5, generator=generator)
        return network.eval()

    return change


@pytest.fixture(scope="module")
def narrow_like_wide():
    """Dilated convolutions with few channels go the way of wide ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fused, "FEWEST_CHANNELS", 1)
        yield


@pytest.fixture
def volumes() -> torch.Tensor:
    """Three small images of one channel."""
    return torch.rand((3, 1, 17, 20, 18), generator=torch.Generator().manual_seed(1))
