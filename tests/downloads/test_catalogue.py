import re

import pandas as pd
import pytest

from radiogenomics.downloads import catalogue
from radiogenomics.downloads.catalogue import (
    EVERYTHING,
    package_of,
    parts_needed,
    read_package,
    read_part,
    read_parts,
    sources,
    whole_packages,
)
from radiogenomics.downloads.known import repository_checksums
from radiogenomics.errors import InputError
from radiogenomics.modalities import MODALITIES, modalities_of

PURPOSES = {
    *("tables", "features", "automatic", "corrected", "unstripped", "dicom", "dicom_manifest"),
    *("expression", "annotation"),
}


def names(parts) -> list[str]:
    return [part.name for part in parts]


def test_every_archive_that_a_cohort_may_have_is_there():
    assert sources() == ["brats2021", "egd", "rsna_miccai", "tcga", "ucsf_pdgm", "upenn_gbm", "upenn_gbm_dicom"]


@pytest.mark.parametrize("source", sources())
def test_every_part_is_complete(source):
    for part in read_parts(source):
        assert part.source == source and part.provides and part.location and part.licence
        assert re.fullmatch(r"\w+", part.name)
        assert set(part.provides) <= {*MODALITIES, *PURPOSES}
        if part.route == "faspex":
            package, path = package_of(part)
            assert path.startswith("/") and package.doi.startswith("10.7937/")
        assert part.note, "where the numbers are from, or why there are none"


def test_only_what_is_needed_is_chosen():
    assert names(parts_needed("upenn_gbm", ["tables", "DTI_FA", "DTI_AD", "automatic"])) == [
        *("tables", "images_DTI", "automated_segm")
    ]
    assert names(parts_needed("upenn_gbm", ["T1", "dicom"])) == ["images_structural", "dicom"]
    assert parts_needed("upenn_gbm", []) == []


def test_every_modality_of_upenn_gbm_has_its_part():
    for modality in MODALITIES:
        assert len(parts_needed("upenn_gbm", [modality])) == 1


def test_everything_of_upenn_gbm_is_the_whole_package_of_10646_files_and_69_gb():
    parts = parts_needed("upenn_gbm", [EVERYTHING])
    assert "dicom" not in names(parts) and len(parts) == len(read_parts("upenn_gbm")) - 1
    (package,) = whole_packages(parts)
    assert (package.name, package.files, package.size) == ("UPENN-GBM-NIfTI", 10_646, 69_000_000_000)
    assert sum(part.files for part in parts if part.route == "faspex") == package.files
    assert "dicom" in names(parts_needed("upenn_gbm", [EVERYTHING, "dicom"]))
    assert whole_packages(parts[:-1]) == []


def test_every_modality_of_ucsf_pdgm_is_in_its_one_package():
    parts = parts_needed("ucsf_pdgm", ["tables", *modalities_of("ucsf_pdgm"), "automatic", "corrected"])
    assert names(parts) == ["tables", "images"] and names(parts_needed("ucsf_pdgm", ["tables"])) == ["tables"]
    (package,) = whole_packages(parts)
    # 495 exams of 24 files, and six follow-ups of 25.
    assert (package.name, package.files) == ("UCSF-PDGM", 495 * 24 + 6 * 25)


def test_sizes_that_are_known_together_only_are_not_invented():
    dti, dsc = read_part("upenn_gbm", "images_DTI"), read_part("upenn_gbm", "images_DSC")
    assert dti.size is None and dsc.size is None
    assert "44 GB" in dti.note and "44 GB" in dsc.note and "images_DTI/images_DTI" in dti.note


@pytest.mark.parametrize("source", sources())
def test_every_file_of_known_checksum_is_a_file_of_a_part(source):
    # The note of a part says where nothing is known until the first download.
    parts = [p for p in read_parts(source) if p.route == "https" and "first download" not in p.note]
    files = [item.rpartition("/")[2] for part in parts for item in part.location.split(";")]
    lists = ["UPENN-GBM.sums"] if source == "upenn_gbm" else []
    assert set(repository_checksums(source)) == {*files, *lists}


@pytest.mark.parametrize("part", [part for source in sources() for part in read_parts(source) if part.route == "https"])
def test_the_number_of_listed_files_is_that_of_the_location(part):
    assert part.files == len(part.location.split(";"))


def test_unknown_names_are_refused_with_the_nearest():
    with pytest.raises(InputError, match=r"source 'upen_gbm' cannot be downloaded \(nearest: 'upenn_gbm'\)"):
        read_parts("upen_gbm")
    with pytest.raises(InputError, match=r"upenn_gbm: no part provides 'DTI_FAA' \(nearest: 'DTI_FA'\)"):
        parts_needed("upenn_gbm", ["DTI_FAA"])
    with pytest.raises(InputError, match=r"upenn_gbm: no part 'image_DTI' \(nearest: 'images_DTI'\)"):
        read_part("upenn_gbm", "image_DTI")
    with pytest.raises(InputError, match=r"no package 'UPENN-GBM' \(nearest: 'UPENN-GBM-NIfTI'\)"):
        read_package("UPENN-GBM")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"route": "ftp"}, r"part 'a' has route 'ftp'; use one of https, faspex"),
        ({"size": "5.9 GB"}, r"size of part 'a' is '5\.9 GB'; write a whole number"),
        ({"files": "-1"}, r"files of part 'a' is '-1'"),
    ],
)
def test_a_malformed_row_is_named(changes, message, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "RESOURCES", tmp_path)
    (tmp_path / "downloads").mkdir()
    row = dict.fromkeys(catalogue.COLUMNS, "") | {"name": "a", "route": "https"} | changes
    pd.DataFrame([row]).to_csv(tmp_path / "downloads" / "other.csv", index=False)
    with pytest.raises(InputError, match=message):
        read_parts("other")


def test_a_part_that_is_there_twice_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "RESOURCES", tmp_path)
    (tmp_path / "downloads").mkdir()
    row = dict.fromkeys(catalogue.COLUMNS, "") | {"name": "a", "route": "https"}
    pd.DataFrame([row, row]).to_csv(tmp_path / "downloads" / "other.csv", index=False)
    with pytest.raises(InputError, match=r"other\.csv: part 'a' is there twice"):
        read_parts("other")
