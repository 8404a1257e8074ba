"""A row whose second id, or whose files, are another row's is refused; paths that say nothing of that are not."""

import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.features.ids_of_others import refuse_files_of_others
from radiogenomics.features.tables import read_feature_csv

IDS = [f"ONC-{number}" for number in range(4021, 4021 + 37 * 8, 37)]


def test_tables_pasted_side_by_side_in_another_order_are_refused(tmp_path):
    path = tmp_path / "features.csv"
    path.write_text("patient_id,a,SubjectID,b\nP1,1,P1,3\nP2,2,P3,4\nP3,3,P2,5\n")
    with pytest.raises(InputError, match=r"in 2 of 3 rows 'patient_id' and 'SubjectID' name two patients \(first: P2"):
        read_feature_csv(path, "patient_id")
    path.write_text("patient_id,a,SubjectID,b\nP1,1,P1,3\nP2,2,P2,4\nP3,3,P3,5\n")
    assert list(read_feature_csv(path, "patient_id")) == ["a", "b"]
    # Numbers may count something else.
    path.write_text("patient_id,a,record_id,b\n1,7,2,3\n2,8,3,4\n3,9,1,5\n")
    assert list(read_feature_csv(path, "patient_id")) == ["a", "b"]


def refuse_in(ids: list[str], files: list[str]) -> None:
    table = pd.DataFrame({"ID": ids, "Image": files, "original_firstorder_Mean": "1.5"})
    refuse_files_of_others(table, "ID", "pyrad.csv")


def shifted(ids: list[str]) -> list[str]:
    return [*ids[1:], ids[0]]


def exchanged(ids: list[str]) -> list[str]:
    return [*ids[:2], ids[3], ids[2], *ids[4:]]


FORMS = [
    "/data/onc/nii/{}/{}_T1GD.nii.gz",
    "C:\\Studie\\{}\\t1.nrrd",
    "{}_T1GD.nii.gz",
    "sub-{}/ses-1/anat/sub-{}_T1w.nii",
    "/data/{}.mha",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("moved", "rows", "first"), [(shifted, 8, 0), (exchanged, 2, 2)])
@pytest.mark.parametrize("ids", [IDS, [f"GL{number:03d}" for number in range(8)], [f"{3141590 + n}" for n in range(8)]])
def test_files_of_other_patients_are_refused_with_the_first(form, moved, rows, first, ids):
    files = [form.format(identifier, identifier) for identifier in moved(ids)]
    with pytest.raises(
        InputError, match=rf"^pyrad.csv: in {rows} of 8 rows the file in 'Image' is of another "
    ) as error:
        refuse_in(ids, files)
    assert f"(first: {ids[first]} has {files[first]}, of {moved(ids)[first]})" in str(error.value)
    refuse_in(ids, [form.format(identifier, identifier) for identifier in ids])


def test_an_id_is_known_with_other_signs_and_letters():
    refuse_in(IDS, [f"/data/{identifier.lower().replace('-', '_')}/t1.nii.gz" for identifier in IDS])
    with pytest.raises(InputError, match="in 8 of 8 rows"):
        refuse_in(IDS, [f"/data/{identifier.lower().replace('-', '_')}/t1.nii.gz" for identifier in shifted(IDS)])


def test_a_second_id_of_one_patient_with_other_signs_is_not_another_s():
    """Whether GB007 and GB-007 are two patients is asked where the table of patients is read."""
    refuse_in(["GB007", "GB-007", "GB008"], ["img/GB007_T1.nrrd", "img/GB007_T1.nrrd", "img/GB008_T1.nrrd"])


@pytest.mark.parametrize(
    ("ids", "files"),
    [
        (IDS, [f"/data/{other}/{own}.nii.gz" for own, other in zip(IDS, shifted(IDS), strict=True)]),
        (IDS, [f"/templates/{IDS[0]}.nii.gz"] * 8),
        (IDS, [f"scan_{number}.nii.gz" for number in range(8)]),
        (IDS, [f"compared with {other}" for other in shifted(IDS)]),
        (IDS, [f"/data/{other}5/t1.nii.gz" for other in shifted(IDS)]),
        (["1", "2", "3"], ["/data/2/t1.nii", "/data/3/t1.nii", "/data/1/t1.nii"]),
        (["2019", "2020", "2021"], ["/data/2020/a.nii", "/data/2021/b.nii", "/data/2019/c.nii"]),
        (["S1", "S2", "S3"], ["/data/S2/t1.nii", "/data/S3/t1.nii", "/data/S1/t1.nii"]),
        (["case", "core", "edge"], ["/data/core/t1.nii", "/data/edge/t1.nii", "/data/case/t1.nii"]),
        (["P001", "P001_pre", "P002"], ["P001/t1.nii", "P001/pre/t1.nii", "P002/t1.nii"]),
        (["P001", "P001_b", "P002"], ["P001/t1.nii", "P001/t1_2.nii", "P002/t1.nii"]),
    ],
    ids=[
        "both",
        "one template",
        "no id",
        "remarks",
        "longer",
        "digits",
        "years",
        "short",
        "words",
        "part",
        "beginning",
    ],
)
def test_files_that_say_nothing_or_both_are_left_alone(ids, files):
    refuse_in(ids, files)
