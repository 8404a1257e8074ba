import json
import math

import pytest

from radiogenomics.training.selection import criterion, select_epoch


def test_criterion_is_equation_4():
    assert criterion(0.8, 0.6) == pytest.approx(0.6 * 0.8 + 0.4 * 0.6)
    assert criterion(0.5, 0.5) == pytest.approx(0.5)


@pytest.mark.parametrize("pair", [(0.49, 1.0), (1.0, 0.49), (math.nan, 1.0), (1.0, math.nan)])
def test_criterion_needs_both_halves(pair):
    assert math.isnan(criterion(*pair))


def test_highest_criterion_wins(history):
    selection = select_epoch(history([0.6, 0.9, 0.7], [0.6, 0.5, 0.7], [0.5, 0.9, 0.6]))
    assert (selection["epoch"], selection["rule"]) == (2, "criterion")
    assert selection["criterion"] == pytest.approx(0.74)


def test_unbalanced_epochs_are_not_eligible(history):
    assert select_epoch(history([1.0, 0.5, 0.0], [0.4, 0.5, 1.0], [0.1, 0.9, 0.1]))["epoch"] == 2


def test_ties_go_to_the_lower_loss_then_to_the_earlier_epoch(history):
    assert select_epoch(history([0.6] * 4, [0.6] * 4, [0.7, 0.5, 0.6, 0.5]))["epoch"] == 2


def test_last_epoch_where_none_is_eligible(history):
    selection = select_epoch(history([0.2, 0.3, math.nan], [1.0, 0.9, 0.8], [0.1, 0.2, 0.3]))
    assert (selection["epoch"], selection["rule"], selection["criterion"]) == (3, "last_epoch", None)
    json.dumps(selection, allow_nan=False)
