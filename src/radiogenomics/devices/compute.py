"""Where and how a training computes: its device, its arithmetic, and its place among the processes that share it."""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

Value = TypeVar("Value")
Module = TypeVar("Module", bound=nn.Module)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Compute:
    """The device of one process of a training, alone or as one of several that share each batch.

    Attributes:
        device: where this process computes.
        precision: `32-true`, or `bf16-mixed`: float32 weights, bfloat16 where torch's autocast finds it safe, if the
            device computes in bfloat16 itself; otherwise float32 and a warning.
        rank: number of this process, from 0; the first one writes what the training leaves.
        processes: how many there are.
    """

    device: torch.device
    precision: str = "32-true"
    rank: int = 0
    processes: int = 1

    def __post_init__(self):
        """Replace a precision that the device would only emulate."""
        if self.precision == "bf16-mixed" and not has_bfloat16(self.device):
            logger.warning("this device has no bfloat16, precision 'bf16-mixed' is computed in float32")
            object.__setattr__(self, "precision", "32-true")

    @property
    def is_first(self) -> bool:
        """Whether this process is the one that writes."""
        return self.rank == 0

    def autocast(self) -> AbstractContextManager:
        """Context of the forward pass."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.precision == "bf16-mixed")

    def to_device(self, tensor: torch.Tensor) -> torch.Tensor:
        """A tensor on the training's device."""
        return tensor.to(self.device, non_blocking=True)

    def images(self, images: torch.Tensor) -> torch.Tensor:
        """Images (n, channel, …) on the device, in the layout in which convolutions are fastest (see `layout`)."""
        return self.to_device(images).contiguous(memory_format=layout(images))

    def inputs(self, inputs: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """All inputs of a batch on the device, each in the layout of its own rank."""
        return {name: self.images(tensor) for name, tensor in inputs.items()}

    def network(self, network: Module) -> Module:
        """Move a network to the device, each of its weights in the layout of its own rank."""
        network = network.to(self.device)
        for tensor in (*network.parameters(), *network.buffers()):
            tensor.data = tensor.data.to(memory_format=layout(tensor))
        return network

    def shared(self, network: nn.Module) -> nn.Module:
        """A network on the device whose gradients are the means over all processes, each of which has equal weights."""
        if self.processes == 1:
            return network
        return DistributedDataParallel(network, device_ids=[self.device] if self.device.type == "cuda" else None)

    def total(self, value: float) -> float:
        """Sum of a number over all processes."""
        if self.processes == 1:
            return value
        tensor = torch.tensor(value, dtype=torch.float64, device=self.device)
        distributed.all_reduce(tensor)
        return tensor.item()

    def by_first(self, make: Callable[[], Value]) -> Value:
        """What the first process makes, for all of them."""
        made = [make() if self.is_first else None]
        if self.processes > 1:
            distributed.broadcast_object_list(made, src=0)
        return made[0]


def layout(tensor: torch.Tensor) -> torch.memory_format:
    """Memory layout of images, or of a kernel: channels last for two (4-D) and for three dimensions (5-D)."""
    return {4: torch.channels_last, 5: torch.channels_last_3d}.get(tensor.dim(), torch.contiguous_format)


def compute_on(accelerator: str, precision: str = "32-true") -> Compute:
    """A training that is one process.

    Args:
        accelerator: `cpu` or `cuda`.
        precision: of the arithmetic.
    """
    return Compute(torch.device(accelerator), precision)


def has_bfloat16(device: torch.device) -> bool:
    """Whether a device computes in bfloat16 itself; emulated, a network takes thirty times as long."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()
