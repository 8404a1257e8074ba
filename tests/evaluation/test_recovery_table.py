import pandas as pd
import pytest

from radiogenomics.evaluation.recovery_table import recovery_note, recovery_table


@pytest.fixture
def recovery() -> pd.DataFrame:
    return pd.DataFrame(
        {
            **{"model": ["spottune"], "ensemble": ["dsc"], "auc": [0.8], "ci_low": [0.6], "ci_high": [1.0]},
            **{"ideal_auc_population": [0.9], "ideal_auc_test": [0.95], "ideal_ci_low": [0.9], "ideal_ci_high": [1.0]},
            **{
                "shortfall": [0.15],
                "shortfall_low": [-0.01],
                "shortfall_high": [0.31],
                "verdict": ["within sampling error"],
            },
            **{"n": [24], "n_positive": [10]},
        }
    )


def test_rows_are_readable_and_the_note_says_simulated(recovery):
    (row,) = recovery_table(recovery, {"spottune": "SpotTune", "dsc": "DSC"}).to_dict("records")
    assert row == {
        "Network": "SpotTune",
        "Ensemble": "DSC",
        "AUC (95 % CI)": "0.800 (0.60–1.00)",
        "Ideal AUC, population": "0.900",
        "Ideal AUC, these patients (95 % CI)": "0.950 (0.90–1.00)",
        "Shortfall (95 % CI)": "0.150 (−0.010 to 0.310)",
        "Verdict": "within sampling error",
    }
    assert "24 simulated test patients (10 positive)" in recovery_note(recovery)


def test_note_suspects_a_leak_where_a_network_is_above_the_ideal(recovery):
    assert "suspect a leak" not in recovery_note(recovery)
    both = pd.concat([recovery, recovery.assign(verdict="above the ideal")])
    assert "1 of 2 rows lie above the ideal: suspect a leak" in recovery_note(both)
