import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.features.tables import read_feature_csv, rows_of_patients, unknown_patients
from radiogenomics.oddities import noticed_since_last

COLUMNS = list("abcdefgh")


@pytest.fixture
def features(cohort) -> pd.DataFrame:
    values = np.arange(32.0).reshape(4, 8)
    return pd.DataFrame(values, pd.Index(cohort["patient_id"], name="id"), columns=COLUMNS)


@pytest.fixture
def csv(tmp_path, features):
    """Function that writes the table, or a text, and gives its path."""

    def write(text: str | None = None, encoding: str = "utf-8"):
        path = tmp_path / "features.csv"
        path.write_text(features.to_csv() if text is None else text, encoding=encoding)
        return path

    return write


def test_any_csv_with_a_column_of_patients(csv, features, cohort):
    table = rows_of_patients(read_feature_csv(csv(), "id"), cohort, "features.csv")
    assert table.index.tolist() == cohort["patient_id"][:3].tolist()
    assert table["c"].tolist() == [2, 10, 18]


def test_scan_ids_serve_as_well(csv, features, cohort):
    by_scan = features.set_axis(cohort["scan_id"])
    pd.testing.assert_frame_equal(
        rows_of_patients(by_scan, cohort, "x"), rows_of_patients(features, cohort, "x"), check_names=False
    )


def test_a_patient_whom_the_table_lacks_has_no_features_and_is_listed(features, cohort):
    table = rows_of_patients(features.drop("UPENN-GBM-00002"), cohort, "features.csv")
    assert table.loc["UPENN-GBM-00002"].isna().all()
    assert unknown_patients(table).to_numpy().tolist() == [["UPENN-GBM-00002", "", "", "no row in the table"]]


def test_b24_byte_order_mark_is_accepted(csv):
    assert list(read_feature_csv(csv(encoding="utf-8-sig"), "id")) == COLUMNS


def test_b24_other_delimiter_is_named(csv, features):
    with pytest.raises(InputError, match=r"features.csv: columns are separated by semicolons; export .* with commas"):
        read_feature_csv(csv(features.to_csv(sep=";")), "id")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Id,a\nP1,1\n", r"column 'id' is missing \(nearest: 'Id'\)"),
        ("id,a\nP1,1\nP1,2\n", "id 'P1' is there twice; remove the wrong row, or, where there is one per scan or"),
        ("id,a\nP1,tall\n", "a of P1 is 'tall', not a number; correct the cell, or remove the column"),
        ("id\nP1\n", "no column besides 'id'"),
        ("id,a\n", "no patient; add their rows"),
        (",id,a\n0,P1,1\n", "column 'Unnamed: 0' has no name of its own"),
        ("id,a,a\nP1,1,2\n", r"column 'a' is there twice \(columns 2, 3\)"),
    ],
)
def test_other_columns_duplicated_rows_and_text_are_refused(csv, text, message):
    with pytest.raises(InputError, match=message) as error:
        read_feature_csv(csv(text), "id")
    assert "features.csv" in str(error.value) and "\n" not in str(error.value)


def test_ids_that_match_no_patient_are_refused_with_the_nearest(features, cohort):
    mangled = features.set_axis([patient_id.replace("-0000", "-") for patient_id in cohort["patient_id"]])
    message = (
        r"none of its 4 ids is a patient .* first is 'UPENN-GBM-1', whom the study calls 'UPENN-GBM-00001' \(zeros"
    )
    with pytest.raises(InputError, match=message):
        rows_of_patients(mangled, cohort, "features.csv")
    other = features.set_axis([patient_id.replace("UPENN", "UPEN") for patient_id in cohort["patient_id"]])
    with pytest.raises(InputError, match=r"first is 'UPEN-GBM-00001' \(nearest: 'UPENN-GBM-00001'\)"):
        rows_of_patients(other, cohort, "features.csv")


def test_a_patient_by_patient_and_by_scan_is_refused(features, cohort):
    twice = pd.concat([features, features.iloc[:1].set_axis(["UPENN-GBM-00001_11"]) + 1])
    with pytest.raises(InputError, match="patient UPENN-GBM-00001 is there twice, by patient and by scan"):
        rows_of_patients(twice, cohort, "features.csv")


def test_b16_the_same_features_under_two_patients_are_refused(features, cohort):
    copied = features.copy()
    copied.loc["UPENN-GBM-00003"] = copied.loc["UPENN-GBM-00001"]
    copied.loc[["UPENN-GBM-00001", "UPENN-GBM-00003"], "b"] = np.nan
    with pytest.raises(InputError, match="patients UPENN-GBM-00001 and UPENN-GBM-00003 have the same features"):
        rows_of_patients(copied, cohort, "features.csv")


def test_many_patients_may_share_flags_and_grades(cohort):
    flags = pd.DataFrame(1.0, cohort["patient_id"], columns=list("abcdefghijkl"))
    assert len(rows_of_patients(flags, cohort, "mutations.csv")) == 3


def test_two_patients_may_share_their_age_and_sex(features, cohort):
    few = features[["a", "b"]] * 0
    assert len(rows_of_patients(few, cohort, "clinical")) == 3


def test_a_table_as_the_command_line_of_pyradiomics_writes_it(csv):
    noticed_since_last()
    path = csv(
        "ID,Image,Mask,Label,diagnostics_Versions_PyRadiomics,diagnostics_Image-original_Mean,original_shape_Elongation\n"
        "P1,/data/1.nii.gz,/data/1_seg.nii.gz,tumour,v3.1.0,12.5,0.8\n"
        'P2,/data/2.nii.gz,/data/2_seg.nii.gz,tumour,v3.1.0,"(1, 2)",0.7\n'
    )
    table = read_feature_csv(path, "ID")
    assert list(table) == ["original_shape_Elongation"]
    assert table.loc["P2"].tolist() == [0.7]
    ((_, file, what),) = noticed_since_last()
    assert file == str(path)
    assert what.startswith("5 column(s) that are no features are left out: Image, Mask, Label, diagnostics_Versions")


def test_a_first_column_without_a_name_may_hold_the_ids_and_captks_missing_values_are_known(csv):
    table = read_feature_csv(csv(",SubjectID,T1_ED_Volume\nP1,a,-nan\nP2,b,2\n"), "")
    assert list(table) == ["T1_ED_Volume"]
    assert table["T1_ED_Volume"].isna().tolist() == [True, False]


def test_all_columns_of_text_are_named_at_once(csv):
    with pytest.raises(InputError, match=r"2 columns hold text and no numbers: grade, surgeon; .*`patient_column`"):
        read_feature_csv(csv("id,grade,surgeon,a\nP1,II,x,1\nP2,IV,y,2\n"), "id")


def test_ids_and_dates_are_no_features_even_as_numbers(csv):
    noticed_since_last()
    text = "id,PatientID,StudyDate,date_of_birth,a\nP1,10023,20190112,19560101,3\nP2,10077,20190212,19610101,4\n"
    assert list(read_feature_csv(csv(text), "id")) == ["a"]
    assert "3 column(s) that are no features are left out: PatientID" in noticed_since_last()[0].what


@pytest.mark.parametrize("first", [0, 1])
def test_a_column_that_numbers_the_rows_is_told(csv, first):
    noticed_since_last()
    rows = "".join(f"P{row},{row + first},{row % 3}\n" for row in range(6))
    assert list(read_feature_csv(csv(f"id,X,a\n{rows}"), "id")) == ["X", "a"]
    ((_, _, what),) = noticed_since_last()
    assert what.startswith(f"column 'X' numbers the rows from {first} to {first + 5}, as an index does; remove it")


def test_a_row_of_zeros_is_told(csv, features):
    noticed_since_last()
    features.iloc[1] = 0
    read_feature_csv(csv(features.to_csv()), "id")
    ((patient, _, what),) = noticed_since_last()
    assert patient == features.index[1] and what.startswith("all features are 0, as where their computation failed")


def test_rounded_ids_are_told_as_such(csv):
    with pytest.raises(InputError, match=r"the id '1\.2E\+11' is a number that a spreadsheet program has rounded"):
        read_feature_csv(csv("id,a\n1.2E+11,1\n1.2E+11,2\n"), "id")


@pytest.mark.parametrize("placeholder", [999, 9999])
def test_placeholders_are_told_as_such_and_not_as_another_unit(csv, placeholder):
    noticed_since_last()
    numbers = pd.DataFrame(np.random.default_rng(0).uniform(2, 4, (20, 6)), columns=list("abcdef"))
    numbers.iloc[:4, 0] = placeholder
    numbers = numbers.set_axis([f"P{row:02d}" for row in range(20)]).rename_axis("id")
    features = read_feature_csv(csv(numbers.to_csv()), "id")
    assert (features["a"] == placeholder).sum() == 4
    said = [what for _, _, what in noticed_since_last()]
    fix = "if it stands for a missing value, empty the cell"
    assert said == [f"a is {placeholder}, far from all others; {fix}"] * 4


@pytest.mark.parametrize("files", ["Image,Mask,Label", "diagnostics_Image-original_Mean,Label", "image,mask,label"])
@pytest.mark.parametrize("number", [1, 4])
def test_the_number_in_the_mask_is_left_out_and_is_no_label(csv, files, number):
    noticed_since_last()
    *records, label = files.split(",")
    rows = [f"P{row},{','.join(f'{row}.nii.gz' for _ in records)},{number},{row / 7}" for row in range(4)]
    table = read_feature_csv(csv(f"ID,{files},original_shape_Elongation\n" + "\n".join(rows) + "\n"), "ID")
    assert list(table) == ["original_shape_Elongation"]
    ((_, _, what),) = noticed_since_last()
    assert what == f"{len(records) + 1} column(s) that are no features are left out: {', '.join([*records, label])}"


@pytest.mark.parametrize("header", ["ID,Label,a", "ID,Image,Label,a", "ID,Image,Mask,Label,a"])
def test_a_column_of_the_label_is_another(csv, header):
    other = header.count(",") - 2
    rows = [f"P{row},{','.join('x' for _ in range(other))}{',' * (other > 0)}{row % 2},{row / 7}" for row in range(4)]
    assert list(read_feature_csv(csv(header + "\n" + "\n".join(rows) + "\n"), "ID")) == ["Label", "a"]
