import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.evaluation.repeated_runs import runs_agree

POSITIVE, NEGATIVE = 6, 9
runs = st.lists(st.tuples(st.integers(1, POSITIVE), st.integers(0, NEGATIVE - 1)), min_size=2, max_size=3)


@given(runs)
def test_means_over_runs_are_possible_with_their_summed_matrix(of_runs):
    tp, fp = np.array(of_runs).T
    fn, tn = POSITIVE - tp, NEGATIVE - fp
    summed = np.array([tp.sum(), fp.sum(), fn.sum(), tn.sum()])
    printed = {
        "PPV": (float(np.round(np.mean(tp / (tp + fp)), 3)), 3),
        "NPV": (float(np.round(np.mean(tn / (tn + fn)), 3)), 3),
        "F1": (float(np.round(np.mean(2 * tp / (2 * tp + fp + fn)), 3)), 3),
    }
    assert runs_agree(printed, summed, POSITIVE, NEGATIVE, len(of_runs))


def test_mean_that_no_division_among_the_runs_has_is_found():
    summed = np.array([12, 0, 0, 18])
    assert runs_agree({"PPV": (1.0, 3)}, summed, POSITIVE, NEGATIVE, 2)
    assert not runs_agree({"PPV": (0.9, 3)}, summed, POSITIVE, NEGATIVE, 2)


def test_mean_of_ratios_is_not_the_ratio_of_sums():
    summed = np.array([6, 2, 6, 16])
    assert runs_agree({"PPV": (round((5 / 7 + 1) / 2, 3), 3)}, summed, POSITIVE, NEGATIVE, 2)
    assert not runs_agree({"PPV": (0.99, 3)}, summed, POSITIVE, NEGATIVE, 2)
