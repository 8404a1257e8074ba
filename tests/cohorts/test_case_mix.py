"""Who tests a model at home, and who elsewhere."""

import pandas as pd

from radiogenomics.cohorts.case_mix import case_mix


def cohort(labels: list[int], age: float, site: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Patients with the same names in every cohort; the last one is not tested, and the first is listed twice."""
    ids = [f"P{number}" for number in range(len(labels))]
    patients = pd.DataFrame(
        {"patient_id": ids, "label": labels, "age": age, "sex": "F", "site": site, "included": True}
    )
    subsets = ["test"] * (len(ids) - 1) + ["train"]
    splits = pd.DataFrame({"patient_id": [*ids, "P0"], "subset": [*subsets, "test"], "group": "structural"})
    return patients.assign(included=True), splits


def test_test_patients_alone_count_and_each_once():
    table = case_mix(
        cohort([1, 1, 0, 0, 1], 50.0, "A"), cohort([1, 0, 0, 0, 0, 1], 70.0, "B"), ("Mutated", "Wild type")
    )
    rows = table.set_index(["characteristic", "category"])[["internal", "external"]].to_dict("index")
    assert rows["Patients", "n"] == {"internal": "4", "external": "5"}
    assert rows["Label", "Mutated"] == {"internal": "2 (50.0 %)", "external": "1 (20.0 %)"}
    assert rows["Age (years)", "Median (IQR)"] == {"internal": "50.0 (50.0–50.0)", "external": "70.0 (70.0–70.0)"}
    assert rows["Site", "B"] == {"internal": "0 (0.0 %)", "external": "5 (100.0 %)"}
