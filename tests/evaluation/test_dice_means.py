import pandas as pd

from radiogenomics.evaluation.dice_means import dice_verdicts


def verdicts(**dice: str) -> pd.DataFrame:
    names = {"mean": "mean of NCR, ED, ET", "all": "mean of background, NCR, ED, ET"}
    rows = pd.DataFrame({"ensemble": [names.get(name, name) for name in dice], "printed": list(dice.values())})
    return dice_verdicts(rows.assign(value=rows["printed"].astype(float))).set_index(rows["ensemble"])


def test_mean_of_the_printed_classes_agrees_within_rounding():
    table = verdicts(NCR="0.768", ED="0.825", ET="0.835", background="0.99", mean="0.809", all="0.855")
    assert table.loc["mean of NCR, ED, ET", "attainable"] is True
    assert table.loc["mean of background, NCR, ED, ET", "attainable"] is True
    assert table.loc["NCR", "attainable"] is None


def test_mean_that_the_classes_do_not_have_is_found():
    row = verdicts(ET="0.82", ED="0.79", NCR="0.70", mean="0.73").loc["mean of NCR, ED, ET"]
    assert row["attainable"] is False
    assert row["reason"] == "not the mean of NCR 0.70, ED 0.79, ET 0.82: 0.770"
