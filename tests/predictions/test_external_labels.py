from pathlib import Path

import pandas as pd
import pytest

from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.predictions.external_labels import labels_of

PATH = Path("theirs.csv")
CODED = LabelSettings(column="IDH", positive="1", negative="0", missing=["-1"])


def read(cells: list[str], label: LabelSettings) -> list[int | None]:
    texts = pd.Series(cells, name=label.column)
    found = labels_of(texts, pd.Series([f"P{i}" for i in range(len(cells))]), label, PATH)
    return [None if pd.isna(value) else int(value) for value in found]


def test_classes_and_declared_or_empty_unknown_labels():
    assert read(["1", "0", "-1", ""], CODED) == [1, 0, None, None]


def test_numbers_with_a_point_are_the_same_classes():
    assert read(["1.0", "0.0", "", "-1"], CODED) == [1, 0, None, None]


def test_b18_undeclared_word_is_not_taken_for_a_declared_none():
    with pytest.raises(InputError, match="patient P1: IDH is 'mutant', which is not declared"):
        read(["1", "mutant"], LabelSettings(column="IDH", positive="1", negative="0", missing=["None", "nan"]))


def test_words():
    assert read(["Methylated", "Unmethylated", "Indeterminate"], LabelSettings()) == [1, 0, None]


@pytest.mark.parametrize("cell", ["2", "1.5", "mutant"])
def test_b18_label_that_is_not_declared_is_refused(cell):
    with pytest.raises(InputError, match=rf"theirs.csv: patient P1: IDH is '{cell}', which is not declared") as raised:
        read(["1", cell], CODED)
    assert "add it to `missing`" in str(raised.value)


def test_numbers_above_a_threshold_with_declared_unknowns():
    label = LabelSettings(column="Grade", above=3, missing=["-1"])
    assert read(["4", "3", "-1", "2", ""], label) == [1, 0, None, 0, None]


def test_median_is_that_of_the_known_numbers():
    assert read(["10", "20", "30", "-1"], LabelSettings(column="Days", above="median", missing=["-1"])) == [
        0,
        0,
        1,
        None,
    ]


def test_b18_text_among_numbers_is_refused():
    with pytest.raises(InputError, match="patient P1: Grade is 'high', which is neither a number nor declared"):
        read(["4", "high"], LabelSettings(column="Grade", above=3))


def test_several_values_of_a_class():
    label = LabelSettings(column="Grade", positive=["3", "4"], negative="2", missing=["-1"])
    assert read(["2", "3.0", "4", "-1", ""], label) == [0, 1, 1, None, None]
