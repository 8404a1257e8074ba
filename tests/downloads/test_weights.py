import pytest

from radiogenomics.downloads.weights import read_weights, weights_to_come
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
