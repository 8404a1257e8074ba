"""Encoders of the library timm, by the tag of their weights: `timm:efficientnet_b0.ra_in1k` (Wightman 2019)."""

from types import ModuleType

from radiogenomics.networks.encoder import Encoder


def encoder(tag: str, channels: int) -> Encoder:
    """One of timm's networks without its classifier, with random weights, for slices of some channels."""
    network = library().create_model(tag, pretrained=False, in_chans=channels, num_classes=0)
    known = network.pretrained_cfg
    return Encoder(
        network, network.head_hidden_size, known["first_conv"], known["classifier"], known["mean"], known["std"]
    )


def library() -> ModuleType:
    """The library timm, imported when it is needed: that takes seconds."""
    from radiogenomics.networks.torchvision_operators import register_missing

    register_missing()
    import timm

    return timm
