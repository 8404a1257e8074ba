"""Samples that look as made by something else than a sequencing are told."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.oddities import noticed_since_last


def test_a_sample_of_next_to_no_reads_is_noticed(counts, read):
    counts["P3"] = [1, *[0] * 38, 2]
    noticed_since_last()
    read(counts, list(counts))
    ((patient, _, what),) = noticed_since_last()
    assert patient == "P3" and what.startswith("3 reads in all, where half of the samples have 1")


def test_samples_in_logarithms_among_others_are_noticed(counts, told):
    values = counts * 100.5
    assert told(values, list(counts), expected="values")[1] == []
    values[["P1", "P4"]] = np.log2(values[["P1", "P4"]] + 1)
    (what,) = told(values, list(counts), expected="values")[1]
    assert what.startswith("no number of 2 of 8 samples (P1, P4) is above 15") and "some are logarithms" in what


@pytest.mark.parametrize("number", [1, 3])
def test_of_samples_in_two_scales_the_fewer_are_named(counts, told, number):
    values = np.log2(counts * 100.5 + 1)
    few = list(counts)[2 : 2 + number]
    values[few] = counts[few] * 100.5
    (what,) = told(values, list(counts), expected="values")[1]
    assert what.startswith(f"{number} of 8 samples ({', '.join(few)}) have numbers of 3") and "is above 15" in what
    with pytest.raises(
        InputError, match=rf"but {number} of 8 patients \({few[0]}.*\) have numbers of up to 3.*; take the"
    ):
        told(values, list(counts), expected="log2")


def test_a_number_for_a_missing_one_is_noticed(counts, told):
    logarithms = np.log2(counts + 1.5)
    assert told(logarithms, list(counts), expected="log2")[1] == []
    logarithms.loc["G7", ["P2", "P5"]] = -9999
    (what,) = told(logarithms, list(counts), expected="log2")[1]
    assert what.startswith("-9999 is there 2 time(s) (first: G7 of P2), far from all others")


def test_a_second_column_of_a_patient_is_noticed(counts, told):
    counts["P3.1"] = counts["P3"] + 1
    (what,) = told(counts, list(counts)[:-1])[1]
    assert what == "'P3.1' seems to be a second sample, and 'P3' is used; keep the right one"
    assert told(counts, list(counts))[1] == []


def test_a_patient_whose_numbers_are_another_s_but_for_rounding_is_told(told):
    values = np.random.default_rng(0).gamma(2, 20, (40, 12))
    table = pd.DataFrame(values, [f"G{number}" for number in range(40)], [f"P{number:02}" for number in range(12)])
    assert told(table, list(table))[1] == []
    table["P07"] = table["P03"].round(1)
    assert told(table, list(table))[1] == [
        "the numbers are those of P03 but for rounding or slight changes; whose are they?"
    ]


def test_a_library_that_was_sequenced_twice_is_told(told):
    """The counts of the second time are drawn from those of the first."""
    rng = np.random.default_rng(0)
    values = np.exp(rng.normal(5, 1.5, (400, 1)) + rng.normal(0, 0.5, (400, 12))).round()
    table = pd.DataFrame(values, [f"G{number}" for number in range(400)], [f"P{number:02}" for number in range(12)])
    assert told(table, list(table))[1] == []
    table["P07"] = rng.poisson(2.1 * table["P03"]).astype(float)
    assert told(table, list(table))[1] == [
        "the numbers are those of P03 but for rounding or slight changes; whose are they?"
    ]


def test_genes_that_some_tables_did_not_have_are_told(told):
    values = np.random.default_rng(0).negative_binomial(2, 0.01, (400, 12)) + 1
    table = pd.DataFrame(values, [f"G{number}" for number in range(400)], [f"P{number:02}" for number in range(12)])
    table.iloc[:19, :5] = 0  # As few as the genes of the Y chromosome.
    table.iloc[50, :] = 0
    assert told(table, list(table))[1] == []
    table.iloc[100:170, 8:] = 0
    (what,) = told(table, list(table))[1]
    assert what.startswith(
        "70 genes (G100 …) are 0 in 4 patients (P08, P09, P10, P11) and in no other, as where tables"
    )


@pytest.mark.parametrize(("base", "called"), [(np.e, "natural logarithms"), (10.0, "logarithms to the base of 10")])
def test_logarithms_of_another_base_among_others_are_told(told, base, called):
    rng = np.random.default_rng(0)
    values = np.exp(rng.normal(2, 2, (500, 12)) + rng.normal(0, 0.2, 12))
    binary = pd.DataFrame(np.log2(1 + 1e6 * values / values.sum(axis=0)), [f"G{number}" for number in range(500)])
    binary.columns = [f"P{number:02}" for number in range(12)]
    assert told(binary, list(binary), expected="log2")[1] == []
    mixed = binary.copy()
    mixed[["P03", "P08"]] /= np.log2(base)
    (what,) = told(mixed, list(mixed), expected="log2")[1]
    assert what.startswith(f"2 sample(s) (P03, P08) look like {called} among binary ones")
