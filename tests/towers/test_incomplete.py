import pandas as pd

from radiogenomics.towers.incomplete import incomplete_table


def test_patients_are_judged_by_the_tower_that_predicted_them():
    used = ["gene_tower", "gene_tower", "image_tower"]
    table = pd.DataFrame({"patient_id": ["A", "B", "C"], "probability": [0.9, 0.2, 0.5], "used": used})
    rows = incomplete_table({"Twin": table}, pd.Series({"A": 1, "B": 0, "C": 1}))
    assert rows["Predicted by"].tolist() == ["gene tower", "image tower"]
    assert rows["Patients (positive)"].tolist() == ["2 (1)", "1 (1)"]
    assert rows["AUC"].tolist()[0].startswith("1.000") and rows["AUC"].tolist()[1] == "one class"
