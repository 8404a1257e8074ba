import pandas as pd

from radiogenomics.controls.controls_table import controls_note, controls_table
from radiogenomics.controls.judgement import judged, not_judged, quantities_table

MEAN = judged("Mean AUC", 0.7, 0.45, 0.55, 0.5)
CONTROLS = pd.concat(
    [
        quantities_table("negative", "real", 200, [MEAN, not_judged(MEAN)]),
        quantities_table("positive", "simulated", 200, [judged("Share", 0.94, 0.9, 1, 0.95)]),
    ]
)


def test_rows_say_what_they_are_made_of_and_what_is_simulated():
    table = controls_table(CONTROLS, own_features=True)
    assert list(table["Verdict"]) == ["FAILED", "not judged", "passed"]
    assert list(table["Allowed"]) == ["0.450–0.550", "0.450–0.550", "0.900–1.000"]
    assert "own features" in table["Made of"].iloc[0]
    assert "simulated" in table["Made of"].iloc[2]
    assert controls_table(CONTROLS, own_features=False)["Made of"].str.contains("simulated").all()


def test_note_says_n_and_the_rules():
    null = pd.DataFrame({"n": [57], "n_positive": [24]})
    planted = pd.DataFrame({"ci_low": [0.6, 0.4], "ideal_auc": 0.8})
    note = controls_note(null, planted, simulated=True)
    assert "n = 57 simulated test patients (24 positive)" in note
    assert "n = 57 test patients" in controls_note(null, planted, simulated=False)
    assert "ideal observer has an AUC of 0.800" in note
    assert "50 % of them lie above 0.5" in note
    assert "may truly cover 93 to 98 %" in note
    assert "true mean may lie 0.05 below it" in note
    assert "Not judged" not in note
    assert "Not judged" in controls_note(null.assign(n_positive=5), planted, simulated=False)
