"""Metrics with intervals, tests between models, published values, tables and figures of the results.

The functions most used interactively can be imported from here; their modules are loaded only then (PEP 562).
"""

from importlib import import_module

_MODULES = {
    "FriedmanNemenyi": "friedman",
    "compare_models": "comparisons",
    "evaluate": "metrics",
    "friedman_nemenyi": "friedman",
    "from_mean_ranks": "friedman",
    "published_value": "published",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULES])
