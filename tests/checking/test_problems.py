import numpy as np
import pandas as pd
import pytest
import SimpleITK

from radiogenomics.checking.patients import MASK, Patient
from radiogenomics.checking.problems import ERROR, SUSPICION, check_patient, check_table, problem_table
from radiogenomics.errors import InputError
from radiogenomics.oddities import noticed_since_last


def said(problems, severity):
    return [row["problem"] for row in problems if row["severity"] == severity]


def test_a_sequence_that_is_another_on_another_scale_is_suspected_as_in_a_study(tmp_path):
    mask = np.zeros((12, 14, 14), np.uint8)
    mask[4:8, 4:8, 4:8] = 1
    one, other = np.random.default_rng(0).normal(100, 20, (2, *mask.shape)).astype(np.float32)
    scans = {"T1": other, "FLAIR": one, "T2": np.round(0.37 * one + 3, 1), "T1GD": np.full_like(one, 7)}
    paths = {}
    for name, array in (scans | {MASK: mask}).items():
        paths[name] = tmp_path / f"{name}.nii.gz"
        SimpleITK.WriteImage(SimpleITK.GetImageFromArray(array), paths[name])
    noticed_since_last()
    check_patient(Patient("P1", paths))
    found = [(each.patient_id, each.what) for each in noticed_since_last() if "on another scale" in each.what]
    assert found == [("P1", "T2 is FLAIR on another scale inside the mask; find out which sequence it is")]


def test_identifiers_that_are_missing_repeated_or_rounded_are_errors():
    table = pd.DataFrame({"id": ["A", "", "A", "1.500E+03"], "MGMT": ["1", "0", "", "1"]})
    problems = check_table(table, "id", "MGMT")
    errors = said(problems, ERROR)
    assert any("row 2 has no identifier" in text for text in errors)
    assert any("is in several rows (1, 3)" in text for text in errors)
    assert not any("rounded" in text for text in errors)
    assert any("rounded" in text for text in said(check_table(table.assign(id="1E+03"), "id", None), ERROR))
    assert said(problems, SUSPICION) == ["has no label"]


def test_a_column_that_holds_no_classes_is_suspected_and_one_that_is_not_there_refused():
    table = pd.DataFrame({"id": [f"P{number}" for number in range(30)], "age": [str(number) for number in range(30)]})
    several, unique = said(check_table(table, "id", "age"), SUSPICION)
    assert several.startswith("has 30 different values ('0', '1'") and "and 24 more), where two classes" in several
    assert unique.startswith("has another value in each row")
    with pytest.raises(InputError, match="column 'MGMT' of the label is not in the table; name one of id, age"):
        check_table(table, "id", "MGMT")


@pytest.mark.parametrize(
    ("labels", "suspected"),
    [
        (["1", "0", "1", "1"], []),
        (["1", "1", "45 yrs", "M"], ["has 3 different values ('1' 2 times, '45 yrs', 'M'), where two classes"]),
        (["1", "1", "1", "1"], ["has 1 different value ('1' 4 times), where two classes"]),
        (["a", "b", "", ""], ["has another value in each row", "has no label", "has no label"]),
    ],
)
def test_labels_of_few_patients_are_suspected_by_their_values(labels, suspected):
    table = pd.DataFrame({"id": list("ABCD"), "MGMT": labels})
    found = said(check_table(table, "id", "MGMT"), SUSPICION)
    assert len(found) == len(suspected)
    assert all(text.startswith(start) for text, start in zip(found, suspected, strict=True))


def test_errors_come_first_in_the_table():
    rows = [
        {"patient_id": "A", "file": "", "severity": each, "problem": each, "what_to_do": ""}
        for each in (SUSPICION, ERROR)
    ]
    assert list(problem_table(rows)["severity"]) == [ERROR, SUSPICION]
    assert list(problem_table([]).columns) == ["patient_id", "file", "severity", "problem", "what_to_do"]


def test_a_segmentation_without_tumour_or_on_no_scan_s_grid_is_an_error(tmp_path):
    def write(name, array, edge=2.0):
        image = SimpleITK.GetImageFromArray(array)
        image.SetSpacing((edge,) * 3)
        SimpleITK.WriteImage(image, str(tmp_path / name))
        return tmp_path / name

    scan = write("scan.nii.gz", np.random.default_rng(1).normal(100, 20, (12, 14, 14)).astype(np.float32))
    mask = np.zeros((12, 14, 14), np.uint8)
    empty = Patient("P1", {"T1": scan, MASK: write("empty.nii.gz", mask)})
    problems, scans, found, _ = check_patient(empty)
    assert any("the mask is empty" in text for text in said(problems, ERROR)) and set(scans) == {"T1"} and found is None
    mask[4:6, 4:6, 4:6] = 1
    elsewhere = Patient("P2", {"T1": scan, MASK: write("other.nii.gz", mask, edge=3.0)})
    (problem,) = [row for row in check_patient(elsewhere)[0] if row["severity"] == ERROR]
    assert problem["problem"].startswith("the segmentation lies on the grid of none of the scans: spacing 3, 3, 3 but")
    assert problem["what_to_do"].endswith("otherwise resample the mask to the grid of the image")
    assert said(check_patient(Patient("P3", {}))[0], ERROR) == ["no scan was found"]
    own = write("own.nii.gz", mask)
    flat = write(
        "flat.nii.gz", np.where(mask > 0, np.float32(100), SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(scan)))
    )
    (problem,) = [row for row in check_patient(Patient("P4", {"T1": flat, MASK: own}))[0] if row["severity"] == ERROR]
    assert problem["problem"] == "all voxels inside the mask are 100"
    seen = {}
    assert not said(check_patient(Patient("P5", {MASK: own}), seen=seen)[0], SUSPICION)
    found = said(check_patient(Patient("P6", {MASK: own}), seen=seen)[0], SUSPICION)
    assert found == ["the segmentation is that of P5, voxel for voxel"]
