import time
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit
from sklearn.metrics import average_precision_score, brier_score_loss, f1_score

from radiogenomics.errors import InputError
from radiogenomics.evaluation.bootstrap import patient_counts, percentile_interval
from radiogenomics.evaluation.calibration import calibration
from radiogenomics.evaluation.constant import CONSTANT
from radiogenomics.evaluation.metrics import ALL_EQUAL, METRICS, ONE_CLASS, TOO_FEW, bootstrap_interval, evaluate


@pytest.fixture
def probabilities(labels):
    return 1 / (1 + np.exp(-np.random.default_rng(5).normal(size=57) - 0.7 * (labels - 0.5)))


def test_seven_metrics_with_their_intervals(labels, probabilities):
    table = evaluate(labels, probabilities)
    interval = ["value", "ci_low", "ci_high", "method", "boot_low", "boot_high"]
    assert list(table.columns) == ["metric", *interval, "n", "n_positive", "distinct", "draws"]
    assert tuple(table["metric"]) == METRICS
    wilson, drawn = ["Wilson"] * 3, ["bootstrap", "bootstrap, whole sample"]
    assert list(table["method"]) == ["DeLong, logit scale", "bootstrap, logit scale", *wilson, *drawn]
    assert (table["distinct"] == 57).all() and (table["draws"] == 2000).all()
    assert ((table["boot_low"] <= table["value"]) & (table["value"] <= table["boot_high"])).all()
    assert (table["n"] == 57).all()
    assert (table["n_positive"] == 24).all()
    assert ((table["ci_low"] < table["value"]) & (table["value"] < table["ci_high"])).all()
    assert table[["ci_low", "ci_high"]].to_numpy().min() >= 0
    assert table[["ci_low", "ci_high"]].to_numpy().max() <= 1


def test_sensitivity_and_specificity_count_patients_above_the_threshold():
    table = evaluate([1, 1, 1, 0, 0], [0.9, 0.5, 0.6, 0.5, 0.7]).set_index("metric")["value"]
    assert table["SEN"] == pytest.approx(2 / 3)
    assert table["SPE"] == pytest.approx(1 / 2)
    strict = evaluate([1, 1, 1, 0, 0], [0.9, 0.5, 0.6, 0.5, 0.7], threshold=0.8).set_index("metric")["value"]
    assert strict["SEN"] == pytest.approx(1 / 3)
    assert strict["SPE"] == 1


def test_values_are_scikit_learns(labels, probabilities):
    values = evaluate(labels, probabilities, threshold=0.6).set_index("metric")["value"]
    called = probabilities > 0.6
    assert values["AP"] == pytest.approx(average_precision_score(labels, probabilities))
    assert values["F1"] == pytest.approx(f1_score(labels, called))
    assert values["ACC"] == pytest.approx(np.mean(called == labels))
    assert values["Brier"] == pytest.approx(brier_score_loss(labels, probabilities))


def test_average_precision_interval_is_of_a_stratified_bootstrap(labels, probabilities):
    row = evaluate(labels, probabilities, seed=0).set_index("metric").loc["AP"]
    random = np.random.default_rng(9)
    draws = []
    for _ in range(500):
        chosen = np.concatenate([random.choice(np.flatnonzero(labels == c), (labels == c).sum()) for c in (0, 1)])
        draws.append(average_precision_score(labels[chosen], probabilities[chosen]))
    assert (row["boot_low"], row["boot_high"]) == pytest.approx(np.quantile(draws, [0.025, 0.975]), abs=0.02)
    expected = expit(logit(row["value"]) + np.array([-1.96, 1.96]) * np.std(logit(draws)))
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(expected, abs=0.02)


def test_average_precision_interval_covers_the_truth_where_percentiles_lie_too_high():
    """Binormal scores one standard deviation apart, 12 of 29 positive: true average precision 0.6883."""
    random = np.random.default_rng(11)
    truth = np.repeat([1, 0], [12, 17])
    rows = []
    for _ in range(250):
        scores = expit(random.normal(size=29) + truth)
        rows.append(evaluate(truth, scores, draws=200).set_index("metric").loc["AP"])
    covered, by_percentiles = (
        np.mean([row[low] <= 0.6883 <= row[high] for row in rows])
        for low, high in (("ci_low", "ci_high"), ("boot_low", "boot_high"))
    )
    assert covered > 0.93 and by_percentiles < 0.9


def test_ends_that_differ_in_their_last_bit_alone_are_no_interval():
    table = evaluate([1, 0] * 10, [0.9, 0.1] * 10).set_index("metric")
    assert table.loc["Brier", "value"] == pytest.approx(0.01)
    assert table.loc["Brier", "method"] == ALL_EQUAL and np.isnan(table.loc["Brier", "ci_low"])
    assert bootstrap_interval(0.2, np.inf) == (0.2, np.inf, "bootstrap")


def test_bootstrap_interval_of_the_auc_is_near_delongs(labels, probabilities):
    row = evaluate(labels, probabilities).set_index("metric").loc["AUC"]
    assert (row["boot_low"], row["boot_high"]) == pytest.approx((row["ci_low"], row["ci_high"]), abs=0.03)


def test_bootstrap_depends_on_its_seed_alone(labels, probabilities):
    pd.testing.assert_frame_equal(evaluate(labels, probabilities, seed=3), evaluate(labels, probabilities, seed=3))
    assert not evaluate(labels, probabilities, seed=3).equals(evaluate(labels, probabilities, seed=4))


def test_order_of_the_patients_does_not_matter_for_the_values(labels, probabilities):
    order = np.random.default_rng(0).permutation(57)
    one, other = evaluate(labels, probabilities), evaluate(labels[order], probabilities[order])
    assert one["value"].to_numpy() == pytest.approx(other["value"].to_numpy())


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_one_probability_for_everybody_is_defined(labels, value):
    table = evaluate(labels, np.full(57, value)).set_index("metric")
    assert table.loc["AUC", ["value", "method"]].tolist() == [0.5, CONSTANT]
    assert table.loc["AUC", ["ci_low", "ci_high"]].isna().all()
    assert table.loc["AP", "value"] == pytest.approx(24 / 57)
    assert table.loc["SEN", "value"] == float(value > 0.5)
    assert table.loc["SPE", "value"] == float(value <= 0.5)
    assert table["value"].notna().all()
    assert (table["distinct"] == 1).all()
    # Every draw gives the same: a point would look like certainty.
    assert (table.loc[["AP", "F1"], "method"] == ALL_EQUAL).all()
    assert table.loc[["AP", "F1"], ["ci_low", "ci_high"]].isna().all(axis=None)


def test_perfect_separation_is_defined(labels):
    table = evaluate(labels, labels.astype(float)).set_index("metric")
    assert (table["value"].drop("Brier") == 1).all() and table.loc["Brier", "value"] == 0
    assert table.loc["AUC", "ci_low"] < 0.99
    assert table.loc["SEN", "ci_low"] < 0.9
    assert (table.loc[["AP", "F1", "Brier"], "method"] == ALL_EQUAL).all()


@pytest.mark.parametrize(("label", "defined"), [(1, {"SEN", "ACC", "Brier"}), (0, {"SPE", "ACC", "Brier"})])
def test_b22_one_class_leaves_what_needs_two_empty_and_says_so(label, defined):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = evaluate(np.full(12, label), np.linspace(0.1, 0.9, 12)).set_index("metric")
    assert set(table.index[table["value"].notna()]) == defined
    assert (table.loc[table["value"].isna(), "method"] == ONE_CLASS).all()
    assert table.loc[list(defined), ["ci_low", "ci_high"]].notna().all(axis=None)
    assert table["n_positive"].eq(12 * label).all()


def test_b22_no_patients_are_refused():
    with pytest.raises(InputError, match="SpotTune DSC: 0 patients"):
        evaluate([], [], where="SpotTune DSC")


def test_fewer_than_ten_patients_have_no_bootstrap_interval():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = evaluate([1, 1, 1, 0, 0, 0, 0], [0.9, 0.5, 0.6, 0.5, 0.7, 0.1, 0.2]).set_index("metric")
    assert (table.loc[["AP", "F1", "Brier"], "method"] == TOO_FEW).all()
    assert table[["boot_low", "boot_high"]].isna().all(axis=None)
    assert table.loc[["AUC", "SEN", "SPE", "ACC"], ["ci_low", "ci_high"]].notna().all(axis=None)
    alone = evaluate([1, *[0] * 30], np.linspace(0.1, 0.9, 31)).set_index("metric")
    assert alone.loc["AP", "method"] == TOO_FEW and alone.loc["AUC", "method"] == "Newcombe"


def test_a_missing_label_is_refused():
    with pytest.raises(InputError, match="leave out patients whose label is not known"):
        evaluate([1, 0, np.nan], [0.1, 0.2, 0.3])


def test_evaluation_is_quick(labels, probabilities):
    evaluate(labels, probabilities)
    begin = time.perf_counter()
    evaluate(labels, probabilities)
    assert time.perf_counter() - begin < 0.5


def test_brier_score_has_one_interval_everywhere():
    """Five of 155 patients positive: draws within each class hold the share fixed, and give far too narrow a one."""
    truth = np.arange(155) < 5
    probabilities = 0.02 + 0.1 * np.random.default_rng(0).random(155)
    row = evaluate(truth, probabilities, seed=3).set_index("metric").loc["Brier"]
    beside = calibration(truth, probabilities, seed=3).set_index("metric").loc["Brier"]
    assert row[["value", "ci_low", "ci_high", "method"]].tolist() == beside[list(row.index[:4])].tolist()
    drawn = patient_counts(155, seed=3) @ (probabilities - truth) ** 2 / 155
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(percentile_interval(drawn))
    assert row["ci_high"] - row["ci_low"] > 5 * (row["boot_high"] - row["boot_low"])
