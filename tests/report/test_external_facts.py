from dataclasses import replace

import pandas as pd
import pytest

from radiogenomics.files import write_json
from radiogenomics.report.external_facts import external_facts
from radiogenomics.report.results import Results


@pytest.fixture
def tested(about):
    return replace(about, external_cohorts=["elsewhere"])


def test_facts_are_counted_from_the_other_cohorts_files(tested, folder, external_test):
    facts = external_facts(tested, Results(folder, tested))
    assert facts["external_cohorts"] == "elsewhere"
    assert facts["external_patients"] == "elsewhere, real patients: 3 (1 Methylated)"
    assert facts["external_selection"] == "elsewhere: all scans 5, label known 3"
    assert facts["external_areas"] == "elsewhere: AUC 0.40 to 0.70, on the study's own test patients 0.60"
    # Of the six own patients three are positive and two of five women; who is not included does not count.
    assert facts["external_mix"] == (
        "upenn_gbm: 6 included, 50 % Methylated, median age 60, 40 % women; "
        "elsewhere: 3 included, 33 % Methylated, median age 45, 67 % women"
    )


def test_without_an_external_test_there_are_no_facts(about, tested, folder, external_test):
    assert external_facts(about, Results(folder, about)) == {}
    (external_test / "metrics.csv").unlink()
    assert external_facts(tested, Results(folder, tested)) == {}


@pytest.mark.parametrize(
    ("shared", "linked", "said"),
    [(2, True, "2 patients who are in both"), (0, True, "nobody is in both"), (0, False, "would not be noticed")],
)
def test_what_is_known_of_patients_in_both_cohorts_is_said(tested, folder, external_test, shared, linked, said):
    write_json({"shared": shared, "linked": linked, "crosswalks": ["a"]}, external_test / "shared.json")
    assert said in external_facts(tested, Results(folder, tested))["external_overlap"]


def test_ages_and_sexes_that_are_not_known_are_left_out(tested, folder, external_test):
    path = external_test / "cohort.csv"
    pd.read_csv(path).assign(age=None, sex=None).to_csv(path, index=False)
    mix = external_facts(tested, Results(folder, tested))["external_mix"]
    assert mix.endswith("elsewhere: 3 included, 33 % Methylated")
