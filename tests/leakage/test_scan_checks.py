import pandas as pd
import pytest

from radiogenomics.leakage.roles import Roles
from radiogenomics.leakage.scan_checks import scan_checks, source_check


@pytest.fixture
def roles():
    rows = [("A", "train", 0), ("B", "train", 0), ("T", "test", None)]
    splits = pd.DataFrame(rows, columns=["patient_id", "subset", "fold"])
    return Roles(splits.assign(group="all"))


def index(*patients, **changed):
    table = pd.DataFrame({"patient_id": patients or ("A", "B", "T")})
    for column in ("source", "source_sha256", "mask_sha256", "voxels_sha256"):
        table[column] = [f"{column}-{patient}" for patient in table["patient_id"]]
    return table.assign(**changed)


def segmentations(table, roles):
    return next(check for check in scan_checks({"T1": table}, roles) if check.name == "segmentations")


def test_a_mask_that_all_patients_share_tells_nobody_apart(roles):
    check = segmentations(index(*"ABTUV", mask_sha256="brain"), roles)
    assert (check.found, check.notes) == ((), ("5 patients share one segmentation (first: A)",))


@pytest.mark.parametrize("others", [0, 1, 57])
def test_b16_a_segmentation_of_three_or_of_few_among_many_is_a_leak(roles, others):
    """A mask made for all would serve more."""
    table = index(*"ABT", *map(str, range(others)))
    shared = table["patient_id"].isin(list("ABT")) | (table.index < len(table) / 12)
    found = segmentations(table.assign(mask_sha256=table["mask_sha256"].mask(shared, "same")), roles).found
    assert "A and T have the same segmentation: A trains (all) and T is tested" in found


def test_scans_without_a_segmentation_share_none(roles):
    checks = {check.name: check for check in scan_checks({"T1": index(mask_sha256=None)}, roles)}
    assert not checks["segmentations"].found + checks["segmentations"].notes


def test_b16_one_scan_under_two_patients_of_a_fold_is_a_note(roles):
    found = index(voxels_sha256=["same", "same", "other"])
    check = next(check for check in scan_checks({"T1": found}, roles) if check.name == "identical_scans")
    assert (check.found, check.notes) == ((), ("A (T1) and B (T1) have the same voxels: no training separates them",))


def test_modalities_of_one_patient_may_be_one_file(roles):
    scans = {"T1": index(), "T1GD": index(voxels_sha256=["other A", "other B", "other T"])}
    assert not [check.found for check in scan_checks(scans, roles) if check.found]


def test_b16_one_file_named_for_two_patients_of_a_feature_study(roles):
    cohort = pd.DataFrame({"patient_id": ["A", "T"], "included": True, "path_T1": ["one.nii", "one.nii"]})
    check = source_check(cohort, pd.DataFrame({"source": [], "sha256": []}), roles)
    assert check.found == ("A and T have the same file: A trains (all) and T is tested",)
    assert check.examined == "scans that the cohort names: 2, with a checksum: 0" and not check.nothing_to_examine


def test_a_cohort_of_tables_alone_has_no_file_to_examine(roles):
    cohort = pd.DataFrame({"patient_id": ["A", "T"], "included": True, "path_T1": [None, None]})
    sources = pd.DataFrame({"source": ["features.zip"], "sha256": ["ab"]})
    assert source_check(cohort, sources, roles).nothing_to_examine
    of_images = index(source=["one.nii", "two.nii", "one.nii"])
    check = next(check for check in scan_checks({"T1": of_images}, roles) if check.name == "source_files")
    assert check.found == ("A (T1) and T (T1) have the same file: A trains (all) and T is tested",)
    assert check.examined == "files: 2"


def test_b16_only_files_with_a_checksum_have_the_same_content(roles):
    cohort = pd.DataFrame({"patient_id": ["A", "T"], "included": True, "path_T1": ["one.nii", "two.nii"]})
    sources = pd.DataFrame({"source": ["one.nii", "two.nii"], "sha256": ["5e", None]})
    assert source_check(cohort, sources, roles).found == ()
    sources["sha256"] = "5e"
    assert source_check(cohort, sources, roles).found == (
        "A and T have the same file content: A trains (all) and T is tested",
    )


def test_one_image_under_two_sequences_of_a_patient_is_found(roles):
    scans = {"T1": index("A", "B"), "T2": index("A", "B", voxels_sha256=["other", "voxels_sha256-B"])}
    check = next(check for check in scan_checks(scans, roles) if check.name == "sequences")
    assert check.found == ("T1 and T2 of B are the same image",)


def test_two_choices_of_slices_of_one_sequence_may_coincide(roles):
    scans = {"FLAIR": pd.concat([index("A", "B"), index("A", "B")]), "T2": index("A", voxels_sha256="other")}
    check = next(check for check in scan_checks(scans, roles) if check.name == "sequences")
    assert check.found == ()
    assert check.examined == "patients: 2; scans: 3"
