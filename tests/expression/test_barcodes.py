import pytest

from radiogenomics.errors import InputError
from radiogenomics.expression.barcodes import Barcode, is_barcode, read_barcode


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("TCGA-02-0006", Barcode("TCGA-02-0006")),
        ("TCGA.CS.4938", Barcode("TCGA-CS-4938")),
        ("tcga_ez_7265a", Barcode("TCGA-EZ-7265A")),
        ("TCGA-02-0006-01", Barcode("TCGA-02-0006", "01")),
        ("TCGA-02-0006-11B", Barcode("TCGA-02-0006", "11", "B")),
        (
            "TCGA-02-0006-01A-11R-1849-01",
            Barcode("TCGA-02-0006", "01", "A", "11", "R", "1849", "01"),
        ),
    ],
)
def test_barcodes_of_every_length(text, parts):
    assert is_barcode(text)
    assert read_barcode(text, "here") == parts


@pytest.mark.parametrize(
    ("text", "tissue"), [("", "not said"), ("-11A", "normal tissue"), ("-02A", "recurrent tumour")]
)
def test_tissue_in_words(text, tissue):
    assert read_barcode(f"TCGA-02-0006{text}", "here").tissue == tissue


@pytest.mark.parametrize("text", ["TCGA-02", "TCGA-02-0006-1", "TCGA-02-0006-01A.1", "TCGA-02-00061"])
def test_a_cut_barcode_is_refused(text):
    with pytest.raises(InputError, match=r"counts\.csv: 'TCGA-02.*' is not a barcode"):
        read_barcode(text, "counts.csv")


def test_other_ids_are_no_barcodes():
    assert not is_barcode("UPENN-GBM-00001")


def test_the_batch_is_the_plate_or_else_the_hospital():
    assert read_barcode("TCGA-02-0006-01A-01R-1849-01", "here").batch == "1849"
    assert read_barcode("TCGA-02-0006-01A", "here").batch == "TCGA-02"
