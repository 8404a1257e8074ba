"""Gaps of a table of features that were filled before it was given: by the mean or median of all, or of each class."""

from collections.abc import Iterable
from math import comb
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from radiogenomics.oddities import notice

FEWEST_FILLED = 3
"""Patients who share a value from which it is no chance, where hardly any others share one."""
FEWEST_OTHERS = 10
"""Known values besides those that repeat, from which these are judged."""
MOST_VALUES = 4
"""Values that repeat, as by class and hospital; where more do, patients share what was measured."""
FINER = 2
"""Decimals that a mean has and none of the numbers that it is of, at least."""
MOST_DIGITS = 12
"""Decimals up to which a number is known; more are those of arithmetic in binary digits."""
NEAR = 1e-6
"""Relative difference of a mean that was written with the four bytes of a float."""
CHANCE = 0.01
"""Probability that values repeat in one class alone by chance, over all ways in which those of a table do, below which
it is told. Five gaps of one class and six of the other, of 40 patients, have 0.001. In UPENN-GBM's 66 tables of CaPTk
(203 to 611 patients, 144 features each) nothing was told of either notice, with five random labels each."""
MOST_NAMED = 3


class Repeats(NamedTuple):
    """Values of a column that several patients share while those of others differ.

    Attributes:
        values: the shared values, in the order of their size.
        step: one unit of the last decimal of the number that has most.
    """

    values: list[float]
    step: float


def notice_filled_gaps(features: pd.DataFrame, path: str | Path) -> None:
    """Notice columns in which some patients have the mean or median of all others.

    Args:
        features: numbers by patient.
        path: the table.
    """
    found: dict[str, list[str]] = {"mean": [], "median": [], "": []}
    for column, repeats in _repeats(features):
        numbers = features[column].dropna()
        for value in repeats.values:
            how = _middle(value, numbers, repeats.step)
            found[how].append(f"{column}: {value:g} of {(numbers == value).sum()} patients")
    # One value of many may lie in the middle by chance.
    if len(found["median"]) < len(found.pop("")):
        del found["median"]
    for how, columns in found.items():
        if columns:
            said = f"in {len(columns)} column(s) several patients have the {how} of all others ({_list(columns)})"
            fix = "as where gaps were filled by all patients, those of the test among them; if so, empty these cells"
            notice(path, None, f"{said}, {fix}, for each fold fills them by its training patients")


def notice_gaps_of_classes(features: pd.DataFrame, labels: pd.Series, where: str | Path) -> None:
    """Notice columns whose repeated values are each of one class alone: gaps that were filled by class tell the label.

    Args:
        features: numbers by patient_id; patients without a label do not count.
        labels: 1 or 0 by patient_id.
        where: the table.
    """
    known = features[features.index.isin(labels.index)]
    classes = labels[known.index]
    told, suspected, ways = [], [], set()
    for column, repeats in _repeats(known):
        numbers = known[column]
        rows = [(numbers == value).to_numpy() for value in repeats.values]
        ways.add(tuple(each.tobytes() for each in rows))
        of_class = [set(classes[each]) for each in rows]
        if any(len(each) > 1 for each in of_class):
            continue
        named = f"{column}: {' and '.join(f'{v:g} of {r.sum()}' for v, r in zip(repeats.values, rows, strict=True))}"
        own = [numbers[(classes == next(iter(each))) & numbers.notna()] for each in of_class]
        if all(_middle(value, each, repeats.step) for value, each in zip(repeats.values, own, strict=True)):
            told.append(named)
        elif len(set.union(*of_class)) > 1:
            suspected.append((named, _chance([int(each.sum()) for each in rows], classes[numbers.notna()])))
    told += [named for named, chance in suspected if chance * len(ways) < CHANCE]
    if told:
        said = f"in {len(told)} column(s) each value that several patients share is of one class alone ({_list(told)})"
        fix = "as where gaps were filled by the mean of the class, which puts the label into the features; if so, empty"
        notice(where, None, f"{said}, {fix} these cells, for each fold fills them")


def _repeats(features: pd.DataFrame) -> Iterable[tuple[str, Repeats]]:
    """Columns of measurements, and the values in them that can hardly be measured, for they repeat and others do not.

    Values at either end may have been cut off there, and 0 stands for an absent region. Where numbers are rounded so
    far that patients share them, as ages, only one with more decimals than all others can be told from a measurement.
    """
    for column in features:
        counts = features[column].value_counts()
        often = counts.index[counts >= FEWEST_FILLED]
        if not len(often) or len(counts) < FEWEST_OTHERS:
            continue
        inside = sorted(float(value) for value in often.difference([0, counts.index.min(), counts.index.max()]))
        if (counts > 1).sum() > len(often) or (counts == 1).sum() <= counts.sum() / 2 or len(often) > MOST_VALUES:
            digits = sorted(map(_decimals, counts.index))
            coarse = [number for number in digits if number + FINER <= digits[-1]]
            inside = [value for value in inside if coarse and _decimals(value) >= coarse[-1] + FINER]
            # All that are finer must be shared, or else that is how the column was measured.
            inside = inside if len(inside) == len(digits) - len(coarse) else []
        # Patients share counts, and a mean of counts is seldom one.
        if not (counts.index % 1).any():
            inside = []
        if inside:
            yield column, Repeats(inside, 10.0 ** -max(_decimals(value) for value in counts.index))


def _decimals(value: float) -> int:
    text = np.format_float_positional(value, trim="-")
    return min(MOST_DIGITS, len(text.partition(".")[2]))


def _middle(value: float, numbers: pd.Series, step: float) -> str:
    """`mean` or `median` where a value is that of the numbers that differ from it, to rounding; else empty."""
    others = numbers[numbers != value]
    if len(others) < 2:
        return ""
    if abs(value - others.mean()) <= step + NEAR * abs(value):
        return "mean"
    # The median of an odd number of patients is that of one, who has it still.
    odd = [*others, value] if len(others) % 2 == 0 else others
    near = (abs(value - middle) <= step + NEAR * abs(value) for middle in (others.median(), np.median(odd)))
    return "median" if any(near) else ""


def _chance(sizes: list[int], classes: pd.Series) -> float:
    """Probability that groups of patients are each of one class, and not all of the same, where labels are drawn.

    Args:
        sizes: patients who share each value.
        classes: 1 or 0 of all patients whose value is known.
    """
    patients, positive = len(classes), int(classes.sum())
    # Ways to choose groups that are positive, by the patients in them.
    ways = {0: 1}
    for size in sizes:
        more = dict(ways)
        for count, number in ways.items():
            more[count + size] = more.get(count + size, 0) + number
        ways = more
    rest = patients - sum(sizes)
    mixed = {count: number - (count in (0, sum(sizes))) for count, number in ways.items()}
    favourable = sum(number * comb(rest, positive - count) for count, number in mixed.items() if count <= positive)
    return favourable / comb(patients, positive)


def _list(columns: list[str]) -> str:
    more = " …" if len(columns) > MOST_NAMED else ""
    return "; ".join(columns[:MOST_NAMED]) + more
