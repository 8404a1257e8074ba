import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from radiogenomics.evaluation.delong import roc_area
from radiogenomics.evaluation.possible import (
    Counts,
    Printed,
    attainable,
    auc_agrees,
    auc_bounds,
    confusion_matrices,
)

SCHMITZ = Counts(24, 33)
matrices = st.tuples(*[st.integers(0, 25)] * 4).filter(lambda m: m[0] + m[2] > 0 and m[1] + m[3] > 0)


def figures_of(matrix, decimals: int = 3) -> dict[str, Printed]:
    """All figures of one confusion matrix (TP, FP, FN, TN), printed with so many decimals."""
    tp, fp, fn, tn = matrix
    exact = {"SEN": tp / (tp + fn), "SPE": tn / (tn + fp), "ACC": (tp + tn) / (tp + fp + fn + tn)}
    if tp + fp:
        exact["PPV"] = tp / (tp + fp)
    if tn + fn:
        exact["NPV"] = tn / (tn + fn)
    if tp + fp + fn:
        exact["F1"] = 2 * tp / (2 * tp + fp + fn)
    return {metric: Printed(round(value, decimals), decimals) for metric, value in exact.items()}


def test_arithmetic_check_can_fail():
    assert attainable("SEN", Printed(0.6667, 4), SCHMITZ)
    assert not attainable("SEN", Printed(0.6700, 4), SCHMITZ)
    assert not attainable("SPE", Printed(0.6061, 4), Counts(24, 31))
    assert not attainable("AUC", Printed(0.6610, 4), SCHMITZ)
    assert not attainable("AUC", Printed(49.45, 2), SCHMITZ)
    assert not attainable("ACC", Printed(0.7192, 4), Counts(26, 27))
    assert not attainable("PPV", Printed(0.985, 3), Counts(10, 10))
    assert not attainable("F1", Printed(0.99, 2), Counts(4, 4))


@pytest.mark.parametrize(
    ("metric", "counts"),
    [
        ("AP", SCHMITZ),
        ("Dice", SCHMITZ),
        ("AUC", Counts()),
        ("SEN", Counts(positive=24)),
        ("PPV", Counts(24, 33, runs=3)),
    ],
)
def test_what_cannot_be_said_is_none(metric, counts):
    assert attainable(metric, Printed(0.6179, 4), counts) is None


def test_auc_of_unknown_classes_is_possible_if_any_division_gives_it():
    assert attainable("AUC", Printed(0.75, 4), Counts(total=5))
    assert not attainable("AUC", Printed(0.7, 4), Counts(total=5))


@given(matrices, st.integers(2, 4))
def test_figures_of_a_confusion_matrix_are_always_possible_together(matrix, decimals):
    figures = figures_of(matrix, decimals)
    counts = Counts(matrix[0] + matrix[2], matrix[1] + matrix[3])
    assert list(matrix) in confusion_matrices(figures, counts).tolist()
    assert all(attainable(metric, printed, counts) for metric, printed in figures.items())
    assert list(matrix) in confusion_matrices(figures, Counts(total=sum(matrix))).tolist()


@given(matrices)
def test_an_accuracy_that_sensitivity_and_specificity_do_not_give_is_found(matrix):
    figures = figures_of(matrix, 6)
    n = sum(matrix)
    other = (matrix[0] + matrix[3] + 1) / n
    assume(other <= 1)
    figures["ACC"] = Printed(round(other, 6), 6)
    assert len(confusion_matrices(figures, Counts(matrix[0] + matrix[2], matrix[1] + matrix[3]))) == 0


def test_recomputed_figures_of_the_papers():
    lyu = dict(zip(("ACC", "PPV", "SEN", "F1"), map(Printed, (0.85, 0.933, 0.875, 0.903), (2, 3, 3, 3)), strict=True))
    assert confusion_matrices(lyu, Counts(total=20)).tolist() == [[14, 1, 2, 3]]
    spoorthy = dict(
        zip(("SEN", "SPE", "ACC", "PPV", "F1"), [Printed(v, 2) for v in (0.58, 0.81, 0.7, 0.75, 0.65)], strict=True)
    )
    assert confusion_matrices(spoorthy, Counts(26, 27)).tolist() == [[15, 5, 11, 22]]


MACKINNON = {
    "VGG16, not pretrained": (0.690, 0.603, 0.742),
    "ResNeXt, not pretrained": (0.710, 0.449, 0.864),
    "VGG16, fine-tuned": (0.867, 0.705, 0.962),
    "ResNeXt, fine-tuned": (0.881, 0.731, 0.864),
}


def test_only_26_and_44_of_70_patients_fit_three_of_mackinnons_rows_as_means_of_three_runs():
    fitting = {}
    for positive in range(1, 70):
        counts = Counts(positive, 70 - positive, runs=3)
        fitting[positive] = [
            name
            for name, row in MACKINNON.items()
            if len(
                confusion_matrices(dict(zip(("ACC", "SEN", "SPE"), [Printed(v, 3) for v in row], strict=True)), counts)
            )
        ]
    assert fitting.pop(26) == list(MACKINNON)[:3]
    assert max(map(len, fitting.values())) <= 1


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=4, max_size=30), st.integers(0, 9))
def test_auc_lies_between_the_bounds_of_every_point_of_its_curve(patients, threshold):
    truth, scores = (np.array(column) for column in zip(*patients, strict=True))
    assume(0 < truth.sum() < len(truth))
    auc = roc_area(truth.astype(int), scores).auc
    low, high = auc_bounds((scores[truth] > threshold).mean(), (scores[~truth] <= threshold).mean())
    assert low - 1e-9 <= auc <= high + 1e-9


def test_auc_that_no_curve_through_the_point_has_is_found():
    matrices = np.array([[5, 5, 5, 5]])
    assert auc_agrees(Printed(0.25, 2), matrices)
    assert auc_agrees(Printed(0.75, 2), matrices)
    assert not auc_agrees(Printed(0.77, 2), matrices)
    assert not auc_agrees(Printed(0.23, 2), matrices)
