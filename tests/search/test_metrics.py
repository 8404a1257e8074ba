import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from radiogenomics.search.metrics import value_of
from radiogenomics.training.tasks.binary_metrics import validation_metrics

LABELS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30)


@given(LABELS)
def test_f1_is_that_of_the_predictions(pairs):
    labels, predicted = (np.array(column, dtype=int) for column in zip(*pairs, strict=True))
    logits = torch.tensor(np.where(predicted, 2.0, -2.0))
    epoch = validation_metrics(logits, torch.tensor(labels, dtype=torch.float32))
    expected = f1_score(labels, predicted, zero_division=0.0)
    assert value_of(epoch, "f1", labels.tolist()) == pytest.approx(expected)


def test_an_epoch_that_is_not_eligible_counts_nothing():
    epoch = {"validation_auc": 0.75, "sensitivity": 1.0, "specificity": 0.4, "criterion": math.nan}
    assert value_of(epoch, "criterion", [0, 1]) == 0.0
    assert value_of({**epoch, "criterion": 0.8}, "criterion", [0, 1]) == 0.8
    assert value_of(epoch, "auc", [0, 1]) == 0.75
