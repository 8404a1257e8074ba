import pandas as pd


def test_an_unused_patient_matters_to_cross_validation_alone(study):
    """Two names of one person, of whom the split leaves one out: only cross-validation has both."""
    train, unused = study.some("train", "structural"), study.some("unused", "structural")
    table = pd.DataFrame({"PatientID": ["C1", "C1"], "RadiologyID": [train, unused]})
    table.to_csv(study.path("archive/radiology_mapping.csv"), index=False)
    for cross_validated, leaks in ((False, 0), (True, 1)):
        check = next(check for check in study.before_training(cross_validated) if check.name == "crosswalks")
        assert (len(check.found), len(check.notes)) == (leaks, 1 - leaks)
        assert f"{train} and {unused} are one person by radiology_mapping.csv" in (*check.found, *check.notes)[0]


def test_labels_of_test_patients_are_not_read(study):
    study.edit("labels/test.csv", lambda labels: labels.assign(label="not even a number"))
    assert not [check.found for check in study.before_training() if check.found]
