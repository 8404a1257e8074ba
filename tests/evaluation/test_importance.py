import pandas as pd

from radiogenomics.evaluation.importance import MOST_SHOWN, importance_figure, mean_importance


def importance(n_families: int) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "family": f"F{number}",
                "n_features": 1 + number % 2,
                "n_patients": 12,
                "fold": fold,
                "importance": 0.01 * number + fold / 100,
            }
            for number in range(n_families)
            for fold in range(3)
        ]
    )


def test_families_are_ordered_by_their_mean_over_the_folds():
    table = mean_importance(importance(4))
    assert table["family"].tolist() == ["F3", "F2", "F1", "F0"]
    assert table["mean"].round(6).tolist() == [0.04, 0.03, 0.02, 0.01]


def test_the_figure_says_how_many_families_it_leaves_out_and_whose_patients_they_are():
    figure = importance_figure(importance(MOST_SHOWN + 5), "Forest, Struct", simulated=True)
    text = " ".join(item.get_text() for item in figure.axes[0].texts)
    assert (
        f"the first {MOST_SHOWN} of {MOST_SHOWN + 5}" in text
        and "simulated" in text
        and "n = 36 validation patients" in text
    )
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels[-1] == f"F{MOST_SHOWN + 4}" and "(2 features)" in labels[-2]
    assert "simulated" not in importance_figure(importance(3), "Forest", simulated=False).axes[0].texts[0].get_text()
