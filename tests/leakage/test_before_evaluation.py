import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.leakage.before_evaluation import refuse_leaks, refuse_leaks_of_files
from radiogenomics.leakage.records import FittedStep, write_fitted

SPLITS = pd.DataFrame(
    {
        "patient_id": ["UPENN-GBM-00001", "UPENN-GBM-00002", "UPENN-GBM-00003"],
        "group": "all",
        "subset": ["train", "train", "test"],
        "fold": [0, 1, None],
    }
)


def step(patients=(), chosen_on=()):
    return FittedStep("threshold", "svm", "all", None, tuple(patients), tuple(chosen_on))


def test_a_script_may_go_on_without_a_leak():
    refuse_leaks([step(["UPENN-GBM-00001"], ["UPENN-GBM-00002"])], SPLITS, "thresholds")


@pytest.mark.parametrize(
    ("leak", "message"),
    [
        (step(["UPENN-GBM-00003"]), "saw test patient UPENN-GBM-00003"),
        (step(["UPENN-GBM-00003_21"]), "saw UPENN-GBM-00003_21, who is test patient UPENN-GBM-00003"),
        (step(chosen_on=["UPENN-GBM-00003"]), "was chosen on test patient UPENN-GBM-00003"),
        (step(["anna"]), "used anna, who is no training patient"),
    ],
)
def test_a_script_stops_in_one_line_where_it_leaks(leak, message):
    with pytest.raises(InputError, match=f"^thresholds: leak: threshold of svm on all {message}") as stopped:
        refuse_leaks([leak], SPLITS, "thresholds")
    assert "\n" not in str(stopped.value)


def test_records_and_split_are_read_from_files(tmp_path):
    SPLITS.to_csv(tmp_path / "splits.csv", index=False)
    write_fitted([step(["UPENN-GBM-00003"])], tmp_path / "fitted.json")
    with pytest.raises(InputError, match="saw test patient UPENN-GBM-00003"):
        refuse_leaks_of_files([tmp_path / "fitted.json"], [tmp_path / "splits.csv"], "curves")
    refuse_leaks_of_files([], [], "curves of predictions that were made elsewhere")
