"""Names of models and ensembles in tables and figures, from their keys in the config and in file names."""

from collections.abc import Mapping

BEST = "best"
"""The family of comparisons of each model's ensemble of highest AUC."""
TITLES: Mapping[str, str] = {BEST: "Best overall"}
"""Titles of what no config names."""


def title_of(key: str, titles: Mapping[str, str] | None = None) -> str:
    """Title of a model, ensemble or family: the one that `titles` gives it, else the key."""
    return {**TITLES, **(titles or {})}.get(key, key)


def numbered(caption: str, number: str | None) -> str:
    """A table's caption after its number in a paper (as `Table 2`), where it has one."""
    return f"{number}. {caption}" if number else caption
