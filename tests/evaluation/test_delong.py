import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from radiogenomics.evaluation.delong import (
    newcombe_interval,
    paired_difference,
    paired_test,
    placements,
    roc_area,
)

samples = st.tuples(
    arrays(float, st.integers(2, 12), elements=st.integers(-5, 5).map(float)),
    arrays(float, st.integers(2, 12), elements=st.integers(-5, 5).map(float)),
)


def joined(positive, negative):
    return np.repeat([1, 0], [len(positive), len(negative)]), np.concatenate([positive, negative])


def brute_force(positive, negative):
    """DeLong's placements by comparing every positive with every negative patient."""
    comparison = (positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)
    return comparison.mean(axis=1), comparison.mean(axis=0)


@given(samples)
def test_midranks_equal_all_comparisons(sample):
    for fast, slow in zip(placements(*sample), brute_force(*sample), strict=True):
        np.testing.assert_allclose(fast, slow, atol=1e-12)


@given(samples)
def test_auc_is_scikit_learns_and_its_interval_holds_it(sample):
    area = roc_area(*joined(*sample))
    assert area.auc == pytest.approx(roc_auc_score(*joined(*sample)))
    assert 0 <= area.ci_low <= area.auc + 1e-12
    assert area.auc - 1e-12 <= area.ci_high <= 1
    assert area.ci_low < area.ci_high


@given(samples)
def test_auc_is_unchanged_by_monotone_transforms(sample):
    labels, scores = joined(*sample)
    assert roc_area(labels, np.exp(scores / 3) - 7)[:3] == pytest.approx(roc_area(labels, scores)[:3])


@given(samples)
def test_interval_is_symmetric_under_exchange_of_the_classes(sample):
    labels, scores = joined(*sample)
    area, mirrored = roc_area(labels, scores), roc_area(1 - labels, scores)
    assert mirrored[:3] == pytest.approx((1 - area.auc, 1 - area.ci_high, 1 - area.ci_low))


def test_standard_error_agrees_with_a_bootstrap(labels):
    random = np.random.default_rng(0)
    scores = random.normal(size=57) + labels
    area = roc_area(labels, scores)
    positive, negative = scores[:24], scores[24:]
    draws = [np.mean(random.choice(positive, 24)[:, None] > random.choice(negative, 33)[None, :]) for _ in range(4000)]
    assert area.standard_error == pytest.approx(np.std(draws), rel=0.08)


def test_interval_of_the_published_size(labels):
    """With 24 + 33 patients an AUC of 0.66 has a 95 % interval of about 0.51–0.80."""
    random = np.random.default_rng(0)
    areas = (roc_area(labels, random.normal(size=57) + 0.58 * labels) for _ in range(300))
    widths = [area.ci_high - area.ci_low for area in areas if abs(area.auc - 0.66) < 0.02]
    assert np.mean(widths) == pytest.approx(0.29, abs=0.01)


def test_interval_covers_the_truth_as_often_as_it_says(labels):
    """Binormal scores 0.8 standard deviations apart have AUC Φ(0.8/√2) = 0.7142."""
    random = np.random.default_rng(1)
    areas = [roc_area(labels, random.normal(size=57) + 0.8 * labels) for _ in range(600)]
    assert np.mean([area.ci_low <= 0.7142 <= area.ci_high for area in areas]) == pytest.approx(0.94, abs=0.025)


@pytest.mark.parametrize(("shift", "auc"), [(10, 1.0), (-10, 0.0), (None, 0.5)])
def test_separated_and_tied_scores_have_an_interval_with_width(labels, shift, auc):
    scores = np.zeros(57) if shift is None else np.linspace(0, 1, 57) + shift * labels
    area = roc_area(labels, scores)
    assert area.auc == auc
    assert area.method == "Newcombe"
    assert area.ci_high - area.ci_low > 0.05


def test_one_patient_in_a_class_is_defined():
    area = roc_area([1, 0, 0, 0], [0.5, 0.2, 0.3, 0.7])
    assert area.auc == pytest.approx(2 / 3)
    assert area.method == "Newcombe"
    assert 0 < area.ci_low < area.ci_high < 1


@given(st.floats(0, 1), st.integers(1, 60), st.integers(1, 60))
def test_newcombe_interval_lies_in_0_1_and_narrows(auc, m, n):
    low, high = newcombe_interval(auc, m, n)
    assert 0 <= low <= auc <= high <= 1
    more_low, more_high = newcombe_interval(auc, 4 * m, 4 * n)
    assert more_high - more_low < high - low


def test_newcombe_ends_solve_the_score_equation():
    low, _ = newcombe_interval(1.0, 24, 33)
    hanley_mcneil = low * (1 - low) * (1 + 27.5 * (1 - low) / (2 - low) + 27.5 * low / (1 + low)) / (24 * 33)
    assert 1 - low == pytest.approx(1.959964 * np.sqrt(hanley_mcneil), rel=1e-6)


def test_paired_difference_agrees_with_a_bootstrap_over_patients():
    random = np.random.default_rng(3)
    labels = np.repeat([0, 1], [60, 50])
    first = labels + random.normal(size=110)
    second = 0.4 * labels + 0.6 * first + random.normal(size=110)
    found = paired_difference(labels, first, second)
    draws = []
    for _ in range(1000):
        chosen = np.concatenate([random.integers(0, 60, 60), random.integers(60, 110, 50)])
        draws.append(roc_area(labels[chosen], first[chosen]).auc - roc_area(labels[chosen], second[chosen]).auc)
    assert found.value == pytest.approx(roc_area(labels, first).auc - roc_area(labels, second).auc)
    assert (found.high - found.low) / 3.92 == pytest.approx(np.std(draws), rel=0.1)


def test_equal_scores_do_not_differ():
    labels, scores = [0, 0, 1, 1], [0.1, 0.6, 0.5, 0.9]
    value, low, high = paired_difference(labels, scores, scores)
    assert low < value == 0 < high


def test_difference_without_variance_has_an_interval_with_width(labels):
    """One separates the classes and the other ties all patients: the ends of the two areas' intervals are combined."""
    separated, tied = roc_area(labels, labels), roc_area(labels, 0 * labels)
    value, low, high = paired_difference(labels, labels, 0 * labels)
    assert value == 0.5
    assert value - low == pytest.approx(np.hypot(1 - separated.ci_low, tied.ci_high - 0.5))
    assert high - value == pytest.approx(tied.auc - tied.ci_low)
    assert low > 0
    mirrored = paired_difference(labels, 0 * labels, labels)
    assert mirrored == pytest.approx((-value, -high, -low))


def test_difference_with_one_patient_in_a_class_is_defined():
    value, low, high = paired_difference([1, 0, 0, 0], [0.5, 0.2, 0.3, 0.7], [0.5, 0.6, 0.3, 0.7])
    assert low < 0 < value < high


def test_with_few_patients_in_a_class_the_interval_is_newcombes():
    """DeLong's nominal 95 % cover far less there: simulated with 5 + 150 patients and a true AUC of 0.9."""
    random = np.random.default_rng(0)
    truth = np.r_[np.ones(5), np.zeros(150)]
    shift = np.sqrt(2) * norm.ppf(0.9)
    areas = [roc_area(truth, random.normal(size=155) + shift * truth) for _ in range(400)]
    covered = np.mean([area.ci_low <= 0.9 <= area.ci_high for area in areas])
    assert {area.method for area in areas} == {"Newcombe"} and covered > 0.93
    ten = np.r_[np.ones(10), np.zeros(150)]
    assert roc_area(ten, random.normal(size=160) + ten).method == "DeLong, logit scale"


def test_worked_example_of_hanley_and_mcneil():
    """Ratings of 58 normal and 51 abnormal CT images (Hanley and McNeil 1982, Radiology 143:29–36, table I).

    The manual of Stata's `roctab` prints their area, DeLong's standard error and interval: 0.8932, 0.0307, 0.83295 to
    0.95339.
    """
    normal = np.repeat([1, 2, 3, 4, 5], [33, 6, 6, 11, 2])
    abnormal = np.repeat([1, 2, 3, 4, 5], [3, 2, 2, 11, 33])
    area = roc_area(*joined(abnormal, normal))
    assert area.auc == pytest.approx(0.8932, abs=5e-5)
    assert area.standard_error == pytest.approx(0.0307, abs=5e-5)
    reach = norm.ppf(0.975) * area.standard_error
    assert (area.auc - reach, area.auc + reach) == pytest.approx((0.83295, 0.95339), abs=5e-6)


@pytest.mark.parametrize(("positives", "negatives", "auc"), [(24, 33, 0.5), (24, 33, 0.9), (12, 17, 0.9)])
def test_interval_covers_what_it_says_also_where_the_auc_is_high(positives, negatives, auc):
    random = np.random.default_rng(5)
    truth = np.repeat([1, 0], [positives, negatives])
    shift = np.sqrt(2) * norm.ppf(auc)
    areas = [roc_area(truth, random.normal(size=truth.size) + shift * truth) for _ in range(600)]
    below, above = (np.mean(side) for side in zip(*((auc < a.ci_low, auc > a.ci_high) for a in areas), strict=True))
    assert 1 - below - above > 0.93
    assert max(below, above) < 0.05


def test_paired_test_is_delongs_definition():
    """Covariances of the structural components (DeLong 1988, equations 5 to 7), over all pairs of patients."""
    random = np.random.default_rng(1)
    labels = np.repeat([1, 0], [24, 33])
    scores = np.round(random.normal(size=(2, 57)) + 0.8 * labels + random.normal(size=57), 1)
    v10, v01 = zip(*(brute_force(row[:24], row[24:]) for row in scores), strict=True)
    covariance = np.cov(v10) / 24 + np.cov(v01) / 33
    contrast = np.array([1, -1])
    variance = contrast @ covariance @ contrast
    found = paired_test(labels, *scores)
    assert found.z == pytest.approx((np.mean(v10[0]) - np.mean(v10[1])) / np.sqrt(variance))
    assert found.p == pytest.approx(2 * norm.sf(abs(found.z)))
    assert found.method == "DeLong"
    assert paired_difference(labels, *scores) == pytest.approx(found[:3])


def test_paired_p_values_are_uniform_without_a_difference(labels):
    """Two models that are equally good: 5 % of the p-values lie below 0.05, 50 % below 0.5."""
    random = np.random.default_rng(2)
    p = []
    for _ in range(500):
        common = random.normal(size=57) + 0.5 * labels
        p.append(paired_test(labels, common + random.normal(size=57), common + random.normal(size=57)).p)
    assert np.mean(np.array(p) < 0.05) == pytest.approx(0.05, abs=0.03)
    assert np.mean(np.array(p) < 0.5) == pytest.approx(0.5, abs=0.07)


def test_a_difference_lies_within_what_is_possible():
    """Of 12 + 12 patients one model ranks nearly all rightly and the other nearly all wrongly."""
    labels = np.repeat([1, 0], [12, 12])
    scores = np.r_[np.arange(10, 21), 0, np.arange(11) - 10, 5.0]
    found = paired_test(labels, scores, -scores)
    assert found.method == "DeLong" and 0.5 < found.value < 1
    assert (found.low < 1, found.high) == (True, 1.0)
    assert paired_test(labels, -scores, scores).low == -1.0


def test_with_few_patients_in_a_class_the_paired_test_does_not_reject_too_often():
    """DeLong's own rejects 10.5 % with 5 + 150 patients where 5 % are meant."""
    random = np.random.default_rng(4)
    labels = np.r_[np.ones(5), np.zeros(150)]
    tests = []
    for _ in range(400):
        common = random.normal(size=155) + labels
        tests.append(paired_test(labels, common + random.normal(size=155), common + random.normal(size=155)))
    assert {found.method for found in tests} == {"Zou–Donner"}
    assert np.mean([found.p < 0.05 for found in tests]) < 0.06
    assert all((found.p < 0.05) == (found.low > 0 or found.high < 0) for found in tests)


@pytest.mark.parametrize("shift", [0.5, 0])
def test_p_of_a_difference_without_variance_agrees_with_its_interval(labels, shift):
    separated = paired_test(labels, labels, shift * np.ones(57))
    assert separated.method == "Zou–Donner" and separated.low > 0
    assert 0 < separated.p < 0.05
    equal = paired_test(labels, labels, labels)
    assert (equal.value, equal.z, equal.p) == (0, 0, 1)
