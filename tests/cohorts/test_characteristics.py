import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.characteristics import headings, patient_characteristics


def table_of(*patients: tuple[object, object, int]) -> pd.DataFrame:
    table = patient_characteristics(pd.DataFrame(patients, columns=["sex", "age", "label"]))
    return table.set_index(["characteristic", "category"])


def test_every_number_of_a_row():
    table = table_of(("M", 20.0, 1), ("M", 40.0, 0), ("M", 60.0, 0), ("F", 80.0, 1))
    assert list(table) == [
        *("n", "percent", "n_positive", "percent_positive", "n_negative", "percent_negative"),
    ]
    assert table.loc[("All", "Patients")].tolist() == [4, 100.0, 2, 50.0, 2, 50.0]
    assert table.loc[("Sex", "Male")].tolist() == [3, 75.0, 1, 33.3, 2, 66.7]
    assert table.loc[("Sex", "Female")].tolist() == [1, 25.0, 1, 100.0, 0, 0.0]


@pytest.mark.parametrize(
    ("age", "category"),
    [(18.0, "18–29"), (29.99, "18–29"), (30.0, "30–49"), (49.99, "30–49"), (50.0, "50–69"), (70.0, "70+")],
)
def test_ages_count_completed_years(age: float, category: str):
    assert table_of(("M", age, 1))["n"]["Age (years)"].to_dict() == {
        name: int(name == category) for name in ("18–29", "30–49", "50–69", "70+")
    }


def test_unusual_categories_appear_only_with_somebody_in_them():
    assert table_of(("M", 60.0, 1)).index.get_level_values("category").tolist() == [
        *("Patients", "Male", "Female", "18–29", "30–49", "50–69", "70+"),
    ]
    table = table_of(("M", 60.0, 1), (np.nan, np.nan, 0), ("F", 12.0, 0))
    assert table.loc[("Sex", "Not known"), "n"] == 1
    assert table.loc[("Age (years)", "Not known"), "n_negative"] == 1
    assert table.loc[("Age (years)", "Under 18"), "n"] == 1
    assert table["n"]["Sex"].sum() == table["n"]["Age (years)"].sum() == 3


def test_the_classes_of_an_empty_row_have_no_percentage():
    row = table_of(("M", 60.0, 1)).loc[("Sex", "Female")]
    assert row["n"] == 0
    assert row[["percent_positive", "percent_negative"]].isna().all()


def test_every_column_has_a_heading_for_readers():
    patients = pd.DataFrame({"sex": ["M"], "age": [50.0], "label": [1]})
    names = headings("Methylated", "Unmethylated")
    assert set(names) == set(patient_characteristics(patients))
    assert names["n_positive"] == "Methylated"
