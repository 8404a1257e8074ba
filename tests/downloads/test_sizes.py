from dataclasses import replace

import pytest

from radiogenomics.downloads.catalogue import EVERYTHING, parts_needed, read_part
from radiogenomics.downloads.sizes import bytes_here, bytes_to_come, known_together, missing_bytes

DTI, DSC = read_part("upenn_gbm", "images_DTI"), read_part("upenn_gbm", "images_DSC")
REST = 69_000_000_000 - 5_900_000_000 - 19_300_000_000 - 16_000_000 - 5_000_000


def put(path, size=1000):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))


def record(part, folder):
    put(folder / ".downloaded" / f"{part.name}.csv", 0)


def test_what_is_left_of_a_package_is_the_size_of_its_other_parts_together():
    assert known_together([DTI, DSC, read_part("upenn_gbm", "tables")]) == {(DTI, DSC): REST}
    assert known_together([DTI]) == {} and known_together([]) == {}


def test_parts_of_packages_of_unknown_size_stay_unknown():
    part = replace(read_part("tcga", "images_gbm"), size=None)
    assert known_together([part]) == {}


def test_both_sets_of_dicom_of_rsna_miccai_are_about_128_gb():
    (size,) = known_together(parts_needed("rsna_miccai", ["T1"])).values()
    assert size == 142_000_000_000 - 13_383_266_621


@pytest.mark.parametrize(
    ("provides", "size"),
    [
        ([EVERYTHING], 69_000_396_335),
        (["tables", "T1", "DTI_FA", "DSC_PH", "automatic", "corrected"], REST + 5_921_396_335),
        (["DTI_FA"], 0),
    ],
)
def test_b35_all_that_is_known_is_to_come(provides, size, tmp_path):
    assert bytes_to_come(dict.fromkeys(parts_needed("upenn_gbm", provides), tmp_path)) == size


def test_only_what_belongs_to_a_part_counts_as_there(tmp_path):
    images, tables = read_part("upenn_gbm", "images_structural"), read_part("upenn_gbm", "tables")
    put(tmp_path / "anything", 10_000)
    put(tmp_path / "UPENN-GBM" / "NIfTI-files" / "images_structural_unstripped" / "a.nii.gz")
    assert missing_bytes(images, tmp_path) == images.size and missing_bytes(tables, tmp_path) == tables.size
    put(tmp_path / "UPENN-GBM" / "NIfTI-files" / "images_structural" / "a" / "a.nii.gz.partial")
    put(tmp_path / "UPENN-GBM_acquisition.csv", 600)
    put(tmp_path / "UPENN-GBM_data_availability.csv.part", 50)
    assert missing_bytes(images, tmp_path) == images.size - 1000
    assert missing_bytes(tables, tmp_path) == tables.size - 650


def test_dicom_and_a_package_without_a_folder_of_its_own(tmp_path):
    put(tmp_path / "UPENN-GBM-00001" / "1.2.3" / "MR_1.2.3.4" / "a.dcm")
    put(tmp_path / "UPENN-GBM" / "NIfTI-files" / "images_DTI" / "a.nii.gz")
    assert bytes_here(read_part("upenn_gbm", "dicom"), tmp_path) == 1000
    assert bytes_here(read_part("tcga", "images_gbm"), tmp_path) == 0


def test_beside_a_part_that_was_received_the_size_of_the_other_is_known(tmp_path):
    put(tmp_path / "UPENN-GBM" / "NIfTI-files" / "images_DSC" / "a.nii.gz")
    assert bytes_to_come({DTI: tmp_path}) == 0
    record(DSC, tmp_path)
    assert bytes_to_come({DTI: tmp_path}) == REST - 1000


def test_a_received_part_is_not_to_come(tmp_path):
    part = read_part("upenn_gbm", "images_structural")
    record(part, tmp_path)
    assert bytes_to_come({part: tmp_path}) == 0
