import hashlib

import pandas as pd
import pytest

from radiogenomics.downloads.gdc_cases import ALIQUOT_TABLE
from radiogenomics.errors import InputError
from radiogenomics.expression.gdc_folder import read_gdc_folder


def test_one_file_of_every_patient(gdc_folder):
    expression, samples = read_gdc_folder(gdc_folder)
    assert expression.index.tolist() == ["TCGA-02-0001", "TCGA-02-0002", "TCGA-02-0003"]
    assert expression.iloc[:, 1].tolist() == [40, 10, 30]
    assert samples.set_index("sample")["used"].to_dict() == dict(a=False, b=True, c=False, d=True, e=True)


def test_barcodes_of_aliquots_decide_where_they_are_known(gdc_folder):
    aliquots = pd.DataFrame({"file_id": ["a", "e"], "aliquot_id": [f"TCGA-02-0001-01A-01{k}-1000-01" for k in "RT"]})
    aliquots.to_csv(gdc_folder / ALIQUOT_TABLE, index=False)
    expression, _ = read_gdc_folder(gdc_folder)
    assert expression.iloc[:, 1].tolist() == [0, 10, 30]


def test_another_column(gdc_folder):
    assert (read_gdc_folder(gdc_folder, "tpm_unstranded")[0] == 1.5).all(axis=None)


def test_a_damaged_or_missing_file_stops(gdc_folder):
    path = gdc_folder / "b" / "b.tsv"
    path.write_text(path.read_text().replace("10", "11"))
    with pytest.raises(InputError, match=r"b\.tsv: its MD5 checksum is not that of gdc_files\.csv"):
        read_gdc_folder(gdc_folder)
    path.unlink()
    with pytest.raises(InputError, match=r"b\.tsv: no such file, though gdc_files\.csv lists it"):
        read_gdc_folder(gdc_folder)


def test_files_of_two_gene_models_stop(gdc_folder, write_counts):
    path = write_counts(gdc_folder / "d" / "d.tsv", [1, 2], ["ENSG1", "ENSG2"], model="GENCODE v22")
    files = pd.read_csv(gdc_folder / "gdc_files.csv", dtype=str)
    files.loc[files.file_id == "d", "md5"] = hashlib.md5(path.read_bytes()).hexdigest()
    files.to_csv(gdc_folder / "gdc_files.csv", index=False)
    with pytest.raises(InputError, match=r"d\.tsv: has other genes than .*GENCODE v22"):
        read_gdc_folder(gdc_folder)
