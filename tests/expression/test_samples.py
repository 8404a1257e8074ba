import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.errors import InputError
from radiogenomics.expression.samples import choose_samples


def choose(*barcodes: str) -> pd.DataFrame:
    return choose_samples(pd.Series(barcodes, barcodes), "table.csv").set_index("sample")


def test_recurrent_and_normal_samples_are_left_out_with_their_reason():
    chosen = choose("TCGA-02-0006-01A", "TCGA-02-0006-02A", "TCGA-02-0007-11A", "TCGA-02-0008")
    assert chosen["used"].tolist() == [True, False, False, True]
    assert chosen["reason"].tolist() == ["", "recurrent tumour", "normal tissue", ""]
    assert chosen["patient_id"].tolist() == ["TCGA-02-0006", "TCGA-02-0006", "TCGA-02-0007", "TCGA-02-0008"]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("TCGA-02-0006-01A-01R-1000-01", "TCGA-02-0006-01B-01R-2000-01"),
        ("TCGA-02-0006-01A-01H-1000-01", "TCGA-02-0006-01A-01R-2000-01"),
        ("TCGA-02-0006-01A-01R-1000-01", "TCGA-02-0006-01A-01T-2000-01"),
        ("TCGA-02-0006-01A-01R-2000-01", "TCGA-02-0006-01A-01R-1000-01"),
    ],
)
def test_of_several_aliquots_one_is_chosen_by_the_rule_whatever_their_order(better, worse):
    for order in ([better, worse], [worse, better]):
        chosen = choose(*order)
        assert chosen.index[chosen["used"]].tolist() == [better]
        assert chosen["reason"][worse] == f"of the same patient, {better} is used"


@given(st.permutations(["TCGA-02-0006-01A-01R-2000-01", "TCGA-02-0006-01A", "TCGA-02-0006-01B", "TCGA-02-0007-02A"]))
def test_each_patient_with_a_tumour_is_used_once(barcodes):
    chosen = choose(*barcodes)
    assert chosen["patient_id"][chosen["used"]].tolist() == ["TCGA-02-0006"]
    assert (chosen["reason"] == "").equals(chosen["used"])


def test_two_files_of_one_sample_are_decided_by_their_names():
    chosen = choose_samples(pd.Series(["TCGA-02-0006-01A"] * 2, ["f2", "f1"]), "gdc_files.csv")
    assert chosen["used"].tolist() == [True, False]


def test_ids_of_other_cohorts_are_patients():
    assert choose("P1", "P2")["patient_id"].tolist() == ["P1", "P2"]


@pytest.mark.parametrize(
    ("barcodes", "words"),
    [
        (["TCGA-02-0006-11A"], "none of the 1 samples is of a primary tumour"),
        (["P1", "P1"], "patient P1 is there twice"),
    ],
)
def test_bad_tables_stop(barcodes, words):
    with pytest.raises(InputError, match=f"table.csv: {words}"):
        choose_samples(pd.Series(barcodes, range(len(barcodes))), "table.csv")
