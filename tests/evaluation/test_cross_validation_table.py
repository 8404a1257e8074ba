import pandas as pd
import pytest

from radiogenomics.evaluation.cross_validation_table import cross_validation_note, cross_validation_table


@pytest.fixture
def cross_validated() -> pd.DataFrame:
    rows = [("net", "six", 0.5), ("forest", "struct", 0.61), ("net", "struct", 0.55)]
    table = pd.DataFrame(rows, columns=["model", "input", "value"])
    return table.assign(
        ci_low=table["value"] - 0.1,
        ci_high=table["value"] + 0.1,
        n=262,
        n_positive=111,
        folds=5,
        repeats=3,
        method="NB",
    )


def test_cross_validation_has_a_row_per_input_and_a_column_per_model(cross_validated):
    titles = {"forest": "Forest", "net": "Elastic net", "six": "Six features", "struct": "Struct"}
    table = cross_validation_table(cross_validated, titles)
    assert list(table) == ["Input", "Patients (positive)", "Forest", "Elastic net"]
    assert table.to_numpy().tolist() == [
        ["Six features", "262 (111)", "–", "0.500 (0.40–0.60)"],
        ["Struct", "262 (111)", "0.610 (0.51–0.71)", "0.550 (0.45–0.65)"],
    ]
    assert "5 folds, 3 times" in cross_validation_note(cross_validated)


def test_without_titles_keys_stand_in_order_of_occurrence(cross_validated):
    assert list(cross_validation_table(cross_validated)) == ["Input", "Patients (positive)", "net", "forest"]
