import pandas as pd

from radiogenomics.report.card_tables import readable


def test_intervals_stand_in_their_values_cell_and_one_row_is_read_downwards():
    rows = pd.DataFrame({"metric": ["AUC"], "value": [0.6], "ci_low": [0.4], "ci_high": [float("nan")], "x": [None]})
    assert readable(rows.assign(ci_high=0.8)).to_dict("records") == [
        {"Metric": "AUC", "Value (95 % interval)": "0.600 (0.40–0.80)"}
    ]
    assert readable(rows.assign(value=-0.12, ci_low=-0.4, ci_high=0.15)).iloc[0, 1] == "−0.120 (−0.40 to 0.15)"
    assert readable(rows.assign(value=0.5, ci_low=0.1, ci_high=float("inf"))).iloc[0, 1] == "0.500 (0.10–∞)"
    wide = pd.DataFrame([{f"c{k}": k / 3 for k in range(8)}])
    assert readable(wide).columns.tolist() == ["Quantity", "Value"]


def test_numbers_are_as_in_print_and_infinite_ones_are_no_error():
    numbers = pd.DataFrame({"a": [float("inf"), -0.12345, 3.0], "b": [float("nan"), -float("inf"), 1e-5]})
    assert readable(numbers).loc[:, "A"].tolist() == ["∞", "−0.123", 3.0]
    assert readable(numbers).loc[1:, "B"].tolist() == ["−∞", "1e−05"]


def test_a_reference_has_its_range_and_a_spread_is_no_interval():
    row = {"metric": "ECE", "value": 0.09, "ci_low": None, "ci_high": None}
    row |= {"reference": 0.03, "reference_low": 0.01, "reference_high": 0.06}
    assert readable(pd.DataFrame([row])).to_dict("records") == [
        {"Metric": "ECE", "Value": "0.09", "Reference (95 % range)": "0.030 (0.01–0.06)"}
    ]
    spread = pd.DataFrame({"over": ["folds"], "mean": [0.6], "low": [0.5], "high": [0.7]})
    assert readable(spread).columns.tolist() == ["Over", "Mean (95 % range)"]
