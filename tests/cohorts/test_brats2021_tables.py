import logging
from pathlib import Path

import pandas as pd
import pytest

from radiogenomics.cohorts.archive_tree import index_files
from radiogenomics.cohorts.brats2021_tables import case_id, read_case_tables
from radiogenomics.errors import InputError


@pytest.mark.parametrize("text", ["BraTS2021_00169", "00169", "169", "169.0", "1.69E+02"])
def test_b24_a_case_by_whatever_name(text):
    assert case_id(text) == "BraTS2021_00169"


@pytest.mark.parametrize(
    "text", ["2E+02", "BraTS2021_169", "BraTS2021_1.69E+02", "BraTS20_00169", "", "123456", "169.5"]
)
def test_b24_what_is_no_case(text):
    assert case_id(text) is None


def read(folder: Path) -> pd.DataFrame:
    return read_case_tables(index_files(folder), folder)


def test_the_tables_are_joined_by_case(tmp_path: Path, write_mapping, write_labels):
    write_mapping(tmp_path)
    write_labels(tmp_path, "BraTS21ID,MGMT_value\n0,1\n3,0\n")
    cases = read(tmp_path)
    assert cases.index.tolist() == [f"BraTS2021_{number}" for number in ("00000", "00002", "00169", "00557", "00003")]
    assert cases["MGMT value"].to_dict() == dict(zip(cases.index, ["1", "0", "", "0", ""], strict=True))
    assert cases["MGMT_value"].tolist() == ["1", "", "", "", "0"]


def test_one_table_is_enough(tmp_path: Path, write_labels):
    write_labels(tmp_path / "kaggle", "BraTS21ID,MGMT_value\n00000,1\n2,0\n")
    assert read(tmp_path)["MGMT_value"].to_dict() == {"BraTS2021_00000": "1", "BraTS2021_00002": "0"}


def test_without_a_table_both_are_named(tmp_path: Path):
    with pytest.raises(
        InputError, match=r"neither 'BraTS2021_MappingToTCIA\.xlsx' nor 'train_labels\.csv' in it or below"
    ):
        read(tmp_path)


def test_tables_that_disagree_are_reported_and_none_is_preferred(tmp_path: Path, write_mapping, write_labels, caplog):
    write_mapping(tmp_path)
    write_labels(tmp_path, "BraTS21ID,MGMT_value\n0,0\n2,0\n")
    with caplog.at_level(logging.WARNING):
        cases = read(tmp_path)
    assert "disagree on the MGMT status of 1 case(s): BraTS2021_00000" in caplog.text
    assert cases.loc["BraTS2021_00000", ["MGMT value", "MGMT_value"]].tolist() == ["1", "0"]


def test_b24_an_identifier_that_lost_digits_is_refused_with_its_row(tmp_path: Path, write_labels):
    write_labels(tmp_path, "BraTS21ID,MGMT_value\n0,1\n1E+02,0\n")
    with pytest.raises(
        InputError, match=r"train_labels\.csv: patient row 2 has BraTS21ID '1E\+02', not one like BraTS2021_0"
    ):
        read(tmp_path)


def test_b15_a_duplicated_row_is_named_even_if_written_otherwise(tmp_path: Path, write_labels):
    write_labels(tmp_path, "BraTS21ID,MGMT_value\n2,1\n00002,0\n")
    with pytest.raises(InputError, match=r"train_labels\.csv: BraTS2021_00002 is there twice"):
        read(tmp_path)


def test_b24_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path, write_labels):
    write_labels(tmp_path, "\ufeffBraTS21ID,MGMT_value\n2,1\n")
    assert read(tmp_path).index.tolist() == ["BraTS2021_00002"]


def test_b24_another_delimiter_is_named(tmp_path: Path, write_labels):
    write_labels(tmp_path, "BraTS21ID;MGMT_value\n2;1\n")
    with pytest.raises(InputError, match="separated by semicolons"):
        read(tmp_path)
