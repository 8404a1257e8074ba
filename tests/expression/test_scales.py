"""Counts, logarithms and other values are told apart, and what is expected is checked."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.expression.scales import check_scale, notice_other_scale, scale_of
from radiogenomics.oddities import noticed_since_last


@pytest.mark.parametrize(
    ("values", "scale"),
    [([[0, 5000]], "counts"), ([[0.5, 11.2]], "log2"), ([[-1, 2]], "log2"), ([[0.5, 2000]], "values")],
)
def test_scales_are_recognised(values, scale):
    assert scale_of(pd.DataFrame(values, dtype=float)) == scale


def test_what_is_expected_is_checked(table, read):
    assert read(table, expected="log2").scale == "log2"
    with pytest.raises(InputError, match=r"counts of reads are expected, but the numbers .up to 12.5, not whole. look"):
        read(table, expected="counts")
    with pytest.raises(InputError, match="hsa-let-7a of patient TCGA-CS-0001 is -1, but counts of reads cannot be neg"):
        read(table.round().replace({2: -1}), expected="counts")
    with pytest.raises(InputError, match="logarithms are expected, but the greatest number is 1250"):
        check_scale(pd.DataFrame([[1250.0]]), "log2", "m.csv")
    # Whole numbers may be logarithms if one says so.
    check_scale(pd.DataFrame([[3.0]]), "log2", "m.csv")


def test_numbers_that_look_like_others_than_they_are_said_to_be_are_told():
    patients = [f"P{number}" for number in range(8)]
    logarithms = pd.DataFrame(np.random.default_rng(0).normal(8, 2, (8, 6)).clip(1, 15), patients, list("ABCDEF"))
    scaled = (logarithms - logarithms.mean()) / logarithms.std()

    def told(values, expected):
        noticed_since_last()
        notice_other_scale(values, scale_of(values), expected, "m.csv")
        return [what for *_, what in noticed_since_last()]

    assert "look like logarithms, of which no logarithm is to be taken; say `log2`" in told(logarithms, "values")[0]
    assert "look like counts of reads" in told((2**logarithms).round(), "values")[0]
    assert "z-scores by all patients" in told(scaled, "log2")[0]
    assert told(logarithms, "log2") == told(2**logarithms, "values") == []


def test_of_estimated_counts_it_is_said_to_round_them(counts, read):
    with pytest.raises(InputError, match="round them where RSEM, Salmon or kallisto estimated them as counts, or else"):
        read(counts * np.arange(1, 9) + 0.25, list(counts), expected="counts")
    per_million = counts / counts.sum() * 1e6
    with pytest.raises(InputError, match="give the table of counts, or say what it holds"):
        read(per_million, list(counts), expected="counts")
