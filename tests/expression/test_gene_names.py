import pytest

from radiogenomics.expression.gene_names import notice_odd_names
from radiogenomics.oddities import noticed_since_last


def noticed(names):
    noticed_since_last()
    notice_odd_names(names, "expression.csv")
    return [what for *_, what in noticed_since_last()]


@pytest.mark.parametrize(
    "name",
    ["1-Mar", "Mar-01", "2-Sep", "01.Mrz", "1. Dez", "2021-03-01", "2021-03-01 00:00:00", "3/1/2021", "2.31E+13"],
)
def test_what_a_spreadsheet_made_of_a_name_is_told(name):
    (what,) = noticed(["TP53", name, "EGFR"])
    assert what.startswith(f"1 name(s) of genes are dates or powers of ten ({name})")


def test_true_names_are_not_odd():
    names = ["MARCHF1", "MARCH1", "SEPTIN2", "SEPT2", "DEC1", "DEC-1A", "2310009E13RIK", "hsa-let-7a-5p", "NOV", "7157"]
    assert noticed(names) == []


def test_a_gene_in_two_versions_is_told():
    (what,) = noticed(["ENSG00000000003.14", "ENSG00000000003.15", "ENSG00000000005.6"])
    assert what.startswith("1 gene(s) are there in several versions") and "003.14 and ENSG00000000003.15" in what
    # The copy on chromosome Y is another row, whose reads are counted by themselves.
    assert noticed(["ENSG00000002586.20", "ENSG00000002586.20_PAR_Y"]) == []
