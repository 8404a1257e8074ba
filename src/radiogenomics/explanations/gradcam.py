"""Saliency of a binary image network: Grad-CAM++ by MONAI (Chattopadhay et al. 2018), in two and three dimensions.

A map tells which parts of one of the last layers raise the logit of the positive class (or lower it, for the negative
one), interpolated to the image's size. It is relative: only its shape means something, and here its sum is 1.
"""

import copy
import warnings
from collections.abc import Callable

import torch
from monai.visualize import GradCAMpp
from monai.visualize.class_activation_maps import default_upsampler
from torch import Tensor, nn

from radiogenomics.errors import InputError
from radiogenomics.networks.network import Network


class _Score(nn.Module):
    """A network of one logit as one of two classes, as MONAI asks for it.

    Grad-CAM++ multiplies all gradients of an image by the exponential of its score, which cancels when the map is
    scaled but overflows for a confident network: the score is moved to 0, which changes no gradient.
    """

    def __init__(self, network: nn.Module, positive: bool):
        super().__init__()
        self.network, self.sign = network, 1.0 if positive else -1.0

    def forward(self, images: Tensor) -> Tensor:
        """Images (n, channels, …) → one score (1, 1) of 0 with the gradients of all images' logits.

        An image's gradient is that of its own logit, and MONAI takes one score alone.
        """
        score = self.sign * self.network(images=images).sum().view(1, 1)
        return score - score.detach()


def saliency(network: nn.Module, image: Tensor, layer: str | None = None, positive: bool = True) -> Tensor:
    """Grad-CAM++ of one image, (y, x) or (z, y, x); otherwise as `saliencies`."""
    return saliencies(network, image[None], layer, positive)[0]


def saliencies(network: nn.Module, images: Tensor, layer: str | None = None, positive: bool = True) -> Tensor:
    """Grad-CAM++ of several images, each by itself.

    Args:
        network: takes `images` and returns logits (n,); it is left as it was. One that draws its path at
            random (SpotTune) is given as a `routing.RoutedPath`.
        images: (n, channels, y, x) or (n, channels, z, y, x).
        layer: name of the layer whose output is looked at; by default the last one of more than one voxel.
        positive: the class whose evidence is sought.

    Returns:
        float32 (n, y, x) or (n, z, y, x) on the CPU, nowhere negative, each with sum 1; 0 throughout where nothing in
        the layer raises the score.

    Raises:
        InputError: the network has no such layer, or the images do not pass it.
    """
    layer = layer or last_spatial_layer(network, images[0])
    # A copy, for MONAI leaves its hooks in the network and clears the gradients of a training.
    score = _Score(copy.deepcopy(network).eval(), positive)
    # The image asks for a gradient because frozen layers do not, and the hooks need one.
    images = images.detach().clone().requires_grad_()
    try:
        with torch.enable_grad(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Not all target_layers exist")
            found = GradCAMpp(score, f"network.{layer}", default_upsampler, lambda values: values)(images, class_idx=0)
    except KeyError:
        raise InputError(f"explanations: no image passes a layer {layer!r} of the network; name another") from None
    return torch.stack([normalised(one) for one in found.detach()[:, 0].float().cpu()])


def last_spatial_layer(network: nn.Module, image: Tensor) -> str:
    """Name of the last module to return a feature map of more than one voxel.

    Args:
        network: takes `images`.
        image: (channels, y, x) or (channels, z, y, x).

    Raises:
        InputError: no module returns one.
    """
    found: list[str] = []

    def note(name: str) -> Callable:
        return lambda module, inputs, output: found.append(name) if _is_map(output, image.dim() + 1) else None

    looked_at = copy.deepcopy(network).eval()
    for name, module in looked_at.named_modules():
        if name:
            module.register_forward_hook(note(name))
    with torch.inference_mode():
        looked_at(images=image[None])
    if not found:
        raise InputError("explanations: the network has no layer with a feature map; it cannot be explained by one")
    return found[-1]


def normalised(values: Tensor) -> Tensor:
    """Values that are nowhere negative, divided by their sum; 0 throughout stays."""
    total = values.sum()
    return values / total if total > 0 else values


def randomised(network: Network, seed: int) -> None:
    """Replace all weights of a network by random ones, as PyTorch and its modules initialise them, in place."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for module in network.modules():
            if callable(getattr(module, "reset_parameters", None)):
                module.reset_parameters()


def _is_map(output: object, dimensions: int) -> bool:
    return isinstance(output, Tensor) and output.dim() == dimensions and output.shape[2:].numel() > 1
