import pandas as pd
import pytest

from radiogenomics.evaluation.networks_and_sequences import networks_table, sequences_table

TITLES = {"frozen": "Transfer alone", "tuned": "Fine-tuned"}


@pytest.fixture
def measured() -> pd.DataFrame:
    rows = []
    for place, (model, name) in enumerate((m, i) for m in ("frozen", "tuned") for i in ("T1", "T2")):
        for unit, n in (("slice", 40), ("patient", 10)):
            value = 0.5 + place / 10
            bounds = {
                f"{c}_{end}": value + step for c in ("auc", "accuracy") for end, step in (("low", -0.1), ("high", 0.1))
            }
            own = {"auc": value, "accuracy": value, "precision": 0.5, "recall": 0.25, "f1": float("nan")}
            rows.append({"model": model, "input": name, "unit": unit, "n": n, **own, **bounds})
    return pd.DataFrame(rows)


def test_each_network_stands_on_the_input_that_did_best_on_validation(measured):
    keys = pd.MultiIndex.from_product([["frozen", "tuned"], ["T1", "T2"]])
    table = networks_table(measured, pd.Series([0.7, 0.6, 0.5, 0.9], keys), TITLES)
    assert table["Network"].tolist() == ["Transfer alone"] * 2 + ["Fine-tuned"] * 2
    assert table["Input"].tolist() == ["T1", "T1", "T2", "T2"]
    assert table["Per"].tolist() == ["slice", "patient"] * 2
    assert table["Accuracy (95 % CI)"].iloc[-1] == "0.800 (0.70–0.90)"
    assert table["Precision"].iloc[0] == "0.500" and table["F1"].iloc[0] == "–"


def test_sequences_stand_before_and_after_fine_tuning(measured):
    table = sequences_table(measured, {"tuned": "frozen"}, TITLES)
    assert list(zip(table["Input"], table["Per"], strict=True)) == [
        *(("T1", "slice"), ("T1", "patient"), ("T2", "slice"), ("T2", "patient")),
    ]
    assert table["Transfer alone: AUC (95 % CI)"].iloc[0] == "0.500 (0.40–0.60)"
    assert table["Fine-tuned: accuracy (95 % CI)"].iloc[2] == "0.800 (0.70–0.90)"
    assert table.columns.get_loc("Transfer alone: AUC (95 % CI)") < table.columns.get_loc("Fine-tuned: AUC (95 % CI)")
