"""Encoders of the library timm, by the tag of their weights: `timm:efficientnet_b0.ra_in1k` (Wightman 2019)."""

from contextlib import suppress
from types import ModuleType

from torch import nn

from radiogenomics.networks.encoder import Encoder

PATCHES = "patch_embed"
"""First part of the name of the first layer of networks that see an image as patches."""
ANY_SIZE = ({"dynamic_img_size": True, "dynamic_img_pad": True}, {"dynamic_img_size": True}, {"strict_img_size": False})
"""Options by which timm's families of such networks take images of any size; each family has some of them."""


def encoder(tag: str, channels: int) -> Encoder:
    """One of timm's networks without its classifier, with random weights, for slices of some channels and any size.

    A vision transformer interpolates its embeddings of places to the size of the image, which it pads to whole patches;
    its weights have the shapes of the published ones.
    """
    network = _network(tag, pretrained=False, in_chans=channels, num_classes=0)
    known = network.pretrained_cfg
    return Encoder(
        network, network.head_hidden_size, known["first_conv"], known["classifier"], known["mean"], known["std"]
    )


def _network(tag: str, **options: object) -> nn.Module:
    """A network; one that sees patches is asked to take images of any size, as far as its family can."""
    create_model, config = library().create_model, library().get_pretrained_cfg(tag)
    sees_patches = config is not None and str(config.first_conv).startswith(PATCHES)
    for any_size in ANY_SIZE if sees_patches else ():
        with suppress(TypeError):
            return create_model(tag, **options, **any_size)
    return create_model(tag, **options)


def library() -> ModuleType:
    """The library timm, imported when it is needed: that takes seconds."""
    from radiogenomics.networks.torchvision_operators import register_missing

    register_missing()
    import timm

    return timm
