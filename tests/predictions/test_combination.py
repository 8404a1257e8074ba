import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.predictions.combination import combined


def predictions(values, folds=(0, 0, 1, 1)) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "fold": folds,
            "subset": ["validation", "test", "validation", "test"],
            "patient_id": ["P1", "T1", "P2", "T1"],
            "probability": values,
        }
    )


def test_each_fold_is_averaged_by_itself_with_the_weights():
    flair, t1 = predictions([0.8, 0.4, 0.2, 0.6]), predictions([0.4, 0.8, 0.6, 0.2]).iloc[::-1]
    table = combined({"flair": flair, "t1": t1}, {"flair": 0.75, "t1": 0.25})
    found = table.set_index(["fold", "subset", "patient_id"])["probability"]
    keys = [(0, "validation", "P1"), (0, "test", "T1"), (1, "validation", "P2"), (1, "test", "T1")]
    expected = dict(zip(keys, [0.7, 0.5, 0.3, 0.5], strict=True))
    assert found.to_dict() == pytest.approx(expected)
    assert set(table["n_draws"]) == {1}


def test_members_of_other_folds_are_refused():
    with pytest.raises(InputError, match="other folds"):
        combined(
            {"a": predictions([0.1] * 4), "b": predictions([0.1] * 4, (0, 0, 2, 2))},
            {"a": 0.5, "b": 0.5},
        )
