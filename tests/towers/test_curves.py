import pandas as pd

from radiogenomics.towers.curves import tower_curves


def test_every_stage_of_every_model_has_a_panel_and_every_fold_two_lines():
    rows = [
        {"fold": fold, "stage": stage, "epoch": epoch, "training_loss": 1 / epoch, "validation_loss": 2 / epoch}
        for fold in (0, 1)
        for stage in ("reconstruction", "classification")
        for epoch in (1, 2)
    ]
    figure = tower_curves({"Gene tower": pd.DataFrame(rows)})
    first, second = figure.axes
    assert first.get_ylabel() == "Mean squared error" and second.get_ylabel() == "Cross-entropy"
    assert [list(line.get_ydata()) for line in second.lines] == [[1, 0.5], [2, 1]] * 2
