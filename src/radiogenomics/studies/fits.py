"""What a run fits: counted from a study's settings, before anything starts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TRAININGS, CLASSIFIERS = "trainings of networks", "fits of classifiers"
"""What is fitted, in words."""
OWN, PERMUTED, OTHER_SEEDS, CONTINUED = "", "to permuted labels", "from other seeds", "from which others go on"
CROSS_VALIDATED, REFITTED, PRETRAINED = "in cross-validation", "anew, for the controls", "of initial weights"
SEARCHED = "in trials and scans of the search, at most"
"""Why something is fitted; empty for the results of the study themselves."""


@dataclass(frozen=True)
class Fits:
    """Fits of one model to one input, for one reason.

    Attributes:
        what: `TRAININGS` or `CLASSIFIERS`.
        model: name; of pre-trainings the file of weights.
        input: name; empty of pre-trainings.
        count: how many: one for each fold, repeat, permutation …
        why: one of the reasons above.
        variant: which of several retrainings for one reason: `_permuted1`, `_seed2` …; else empty.
        predicts: whether a job predicts by what was fitted.
    """

    what: str
    model: str
    input: str
    count: int
    why: str = OWN
    variant: str = ""
    predicts: bool = True


def fits_in_words(fits: Iterable[Fits]) -> list[str]:
    """How many fits of each sort there are, and why: `54 trainings of networks`, `18 from other seeds` …"""
    fits, lines = list(fits), []
    for what in (TRAININGS, CLASSIFIERS):
        counts: dict[str, int] = {}
        for each in fits:
            if each.what == what:
                counts[each.why] = counts.get(each.why, 0) + each.count
        if counts:
            parts = [f"{count} {why or 'for the results'}" for why, count in counts.items()]
            reasons = f": {', '.join(parts)}" if list(counts) != [OWN] else ""
            lines.append(f"{sum(counts.values())} {what}{reasons}")
    return lines


def models_in_words(inputs: Mapping[str, list[str]]) -> list[str]:
    """Models, those with the same inputs together: `spottune, random on T1GD, FLAIR`."""
    together: dict[tuple[str, ...], list[str]] = {}
    for model, names in inputs.items():
        together.setdefault(tuple(names), []).append(model)
    return [f"{', '.join(models)} on {', '.join(names)}" for names, models in together.items()]
