"""Networks: MedicalNet's residual network, its weights, and SpotTune's routing between two of them."""

from importlib import import_module

_HOME = {
    "load_medicalnet": "weights",
    "medicalnet_resnet": "medicalnet",
    "SpotTune": "spottune",
}


def __getattr__(name: str) -> object:
    """Import a public name from its module when it is first asked for (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    """Public names, for completion."""
    return sorted(_HOME)
