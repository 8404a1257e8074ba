import numpy as np
import pytest
from scipy.stats import binom

from radiogenomics.controls.judgement import (
    ALPHA,
    FALSE_ALARMS,
    JUDGED,
    TRUE_COVERAGE,
    coverage,
    judged,
    mean_within,
    not_judged,
    quantities_table,
    uniformity,
)


def covered(count, repeats):
    return np.arange(repeats) < count


@pytest.mark.parametrize("repeats", [50, 100, 200, 1000])
def test_sound_intervals_rarely_fail_and_unsound_ones_do(repeats):
    counts = np.arange(repeats + 1)
    passed = np.array([coverage("", covered(count, repeats)).passed for count in counts])
    for sound in (0.95, *TRUE_COVERAGE):
        assert binom.pmf(counts, repeats, sound)[~passed].sum() <= ALPHA
    assert binom.pmf(counts, repeats, 0.65)[~passed].sum() > 0.95
    assert not coverage("", covered(repeats // 2, repeats)).passed


def test_more_repeats_do_not_narrow_what_is_allowed_beyond_the_slack_of_small_test_sets():
    """With 10 + 10 patients DeLong's interval holds 0.5 in 97.6 % of test sets, and nothing is wrong with it."""
    assert coverage("", covered(97_600, 100_000)).passed
    assert not coverage("", covered(98_500, 100_000)).passed
    assert not coverage("", covered(92_500, 100_000)).passed


def test_with_many_repeats_intervals_that_are_too_wide_fail_too():
    assert not coverage("", covered(2000, 2000)).passed
    assert coverage("", covered(2000, 2000), least=0.9).passed
    assert coverage("", covered(1820, 2000), least=0.9).passed
    assert not coverage("", covered(1700, 2000), least=0.9).passed


def test_uniform_p_values_pass_and_others_fail():
    uniform = (np.arange(200) + 0.5) / 200
    assert uniformity("", uniform).passed
    assert not uniformity("", uniform**2).passed
    assert not uniformity("", uniform * 0.7).passed


def test_a_mean_may_lie_within_its_sampling_error():
    assert mean_within("", 0.51, 0.5, 0.005).passed
    assert not mean_within("", 0.52, 0.5, 0.005).passed
    assert not mean_within("", 0.48, 0.5, 0.005).passed
    assert mean_within("", 0.48, 0.5, 0.005, below=0.05).passed
    assert mean_within("", 0.44, 0.5, 0.005, below=0.05).passed, "0.05 and two standard errors"
    assert not mean_within("", 0.43, 0.5, 0.005, below=0.05).passed


def test_all_quantities_together_fail_in_one_sound_study_of_a_hundred():
    assert pytest.approx(FALSE_ALARMS) == JUDGED * ALPHA


def test_rows_say_what_was_not_judged():
    quantity = judged("Mean AUC", 0.7, 0.4, 0.6)
    table = quantities_table("negative", "real", 50, [quantity, not_judged(quantity)])
    assert list(table.columns) == [
        *("patients", "control", "quantity", "value", "low", "high", "expected", "passed", "repeats")
    ]
    assert list(table["passed"]) == [False, None]
    assert table["expected"].isna().all()
