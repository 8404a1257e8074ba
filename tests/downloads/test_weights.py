import pytest

from radiogenomics.downloads.weights import is_published, read_weights, weights_to_come
from radiogenomics.errors import InputError


def test_a_checkpoint_is_a_row_of_the_repositorys_table():
    weights = read_weights("resnet_50.pth")
    assert weights.size == 184_885_051 and len(weights.sha256) == 64 and weights.licence == "MIT"
    assert read_weights("resnet_10.pth").size is None


def test_an_unknown_checkpoint_is_named():
    with pytest.raises(InputError, match=r"no weights called 'resnet_51\.pth' \(nearest: 'resnet_50\.pth'\)"):
        read_weights("resnet_51.pth")


def test_each_study_has_its_own_and_what_is_there_does_not_come(tmp_path):
    there, missing = tmp_path / "resnet_50.pth", tmp_path / "other" / "resnet_50.pth"
    there.touch()
    assert weights_to_come([there, missing]) == {missing: read_weights("resnet_50.pth")}


def test_each_family_has_its_own_weights():
    assert read_weights("vgg16.tv_in1k.safetensors", "timm").licence == "BSD-3-Clause"
    with pytest.raises(InputError, match=r"no weights called 'vgg16\.tv_in1k\.safetensors'"):
        read_weights("vgg16.tv_in1k.safetensors", "medicalnet")
    assert is_published("timm", "vgg16.tv_in1k.safetensors") and not is_published("timm", "resnet_50.pth")


def test_weights_that_may_not_be_used_for_money_say_so():
    assert read_weights("resnext101_32x16d.fb_swsl_ig1b_ft_in1k.safetensors").licence == "CC BY-NC 4.0"
