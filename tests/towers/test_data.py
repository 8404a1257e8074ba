import pandas as pd

from radiogenomics.towers.data import fold_of


def test_who_is_in_a_fold():
    rows = [
        ("B", "images", "train", 0),
        ("A", "images", "train", 0),
        ("C", "images", "train", 1),
        ("T", "images", "test", None),
    ]
    splits = pd.DataFrame([*rows, ("X", "both", "train", 0)], columns=["patient_id", "group", "subset", "fold"])
    assert fold_of(splits, "images", 0) == (["C"], ["A", "B"], ["T"])
