from pathlib import Path

import pytest

from radiogenomics.downloads.catalogue import EVERYTHING, parts_needed
from radiogenomics.downloads.plan import describe_plan
from radiogenomics.errors import InputError


def plan(source: str, *provides: str, folder: Path = Path("data")) -> str:
    return describe_plan({source: [part.name for part in parts_needed(source, provides)]}, folder)


@pytest.mark.usefixtures("no_ascp")
def test_everything_of_upenn_gbm_is_69_gb_in_the_right_sub_folders(tmp_path):
    text = plan("upenn_gbm", EVERYTHING, folder=tmp_path / "data")
    assert "package UPENN-GBM-NIfTI, whole: 10,646 files, 69.0 GB" in text and "\ntotal: 69.0 GB, " in text
    for name in ("images_structural", "images_structural_unstripped", "images_DTI", "images_DSC", "automated_segm"):
        assert f"folder /UPENN-GBM/NIfTI-files/{name}\n" in text
        assert f"to:        {tmp_path}/data/upenn_gbm/UPENN-GBM/NIfTI-files/{name}\n" in text
    assert "images_DTI/images_DTI/<scan>" in text and "together about 44 GB" in text
    assert "part dicom\n" not in text
    assert not (tmp_path / "data").exists(), "a plan moves nothing"


def test_each_part_says_where_from_how_much_under_which_licence_and_how_verified():
    text = plan("upenn_gbm", "tables")
    assert "https://www.cancerimagingarchive.net/wp-content/uploads/UPENN-GBM_data_availability.csv" in text
    for line in ("files:     4", "size:      396 kB", "licence:   CC BY 4.0", "checksums: 4 file(s): copy"):
        assert f"\n  {line}\n" in text
    assert "\ntotal: 396 kB\n" in text and "missing" not in text


def test_the_last_line_says_what_only_its_name_asks_for(tmp_path):
    target = tmp_path / "upenn_gbm" / ".downloaded" / "dicom.csv"
    assert plan("upenn_gbm", "tables", folder=tmp_path).endswith(f"\n\nonly by name: dicom, 139 GB (target {target})")
    assert "only by name" not in plan("upenn_gbm", "tables", "dicom")


def test_weights_that_are_not_there_are_part_of_the_plan(tmp_path):
    paths = [tmp_path / study / name for study in ("a", "b") for name in ("resnet_50.pth", "resnet_34.pth")]
    paths[2].parent.mkdir()
    paths[2].touch()
    text = describe_plan({}, tmp_path, paths)
    assert text.count("weights resnet_50.pth\n  from:      https://huggingface.co/TencentMedicalNet/") == 1
    assert f"\n  to:        {paths[0]}\n  size:      185 MB\n  licence:   MIT\n  checksums: copy\n" in text
    unknown = f"{paths[1]}, {paths[3]}"
    assert f"\ntotal: 185 MB, and what is not known: {unknown}\nof it to come: 185 MB;" in text


def test_weights_that_may_not_be_used_for_money_say_so(tmp_path):
    text = describe_plan({}, tmp_path, [tmp_path / "timm" / "resnext101_32x16d.fb_swsl_ig1b_ft_in1k.safetensors"])
    assert "\n  licence:   CC BY-NC 4.0\n" in text and "weights resnext101_32x16d.fb_swsl" in text


@pytest.mark.usefixtures("no_ascp")
def test_sizes_that_are_known_together_are_counted_together():
    text = plan("upenn_gbm", "tables", "T1", "DTI_FA", "DSC_PH", "automatic", "corrected")
    assert (
        "\nimages_DTI and images_DSC, together: 43.8 GB\n" in text
        and "\ntotal: 49.7 GB\nof it to come: 49.7 GB;" in text
    )


@pytest.mark.usefixtures("no_ascp")
def test_sizes_that_are_not_known_are_named_beside_the_total():
    text = plan("upenn_gbm", "tables", "DTI_FA")
    assert "\n  size:      not known\n" in text
    assert "\ntotal: 396 kB, and what is not known: upenn_gbm/images_DTI\n" in text


@pytest.mark.usefixtures("no_ascp")
def test_b35_the_free_space_is_told_and_whether_it_suffices(tmp_path, monkeypatch):
    monkeypatch.setattr("radiogenomics.downloads.plan.free_space", lambda _: 5_000_000_000)
    line = f"of it to come: 5.9 GB; free on the disk of {tmp_path}: 5.0 GB: too little, set `data_dir` to"
    assert line in plan("upenn_gbm", "T1", folder=tmp_path)
    assert "too little" not in plan("upenn_gbm", "automatic", folder=tmp_path)


@pytest.mark.usefixtures("no_ascp")
def test_b34_b33_missing_programs_and_credentials_are_named_and_no_value(tmp_path, monkeypatch):
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))
    monkeypatch.setenv("XNATPY_USER", "hidden")
    monkeypatch.delenv("XNATPY_PASS", raising=False)
    text = describe_plan({"upenn_gbm": ["images_DSC"], "egd": ["masks"]}, tmp_path)
    missing = text.partition("\nmissing:\n")[2]
    assert "gem install aspera-cli" in missing and "XNATPY_PASS" in missing and "hidden" not in text


def test_without_downloads_there_is_nothing_to_plan():
    assert "Nothing is to be downloaded" in describe_plan({}, Path("data"))


def test_an_unknown_part_is_refused():
    with pytest.raises(InputError, match="no part 'imagesDTI'"):
        describe_plan({"upenn_gbm": ["imagesDTI"]}, Path("data"))
