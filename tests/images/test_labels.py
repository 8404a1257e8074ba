import pytest

from radiogenomics.images.labels import CONVENTIONS, LABELS, WHOLE_TUMOUR


def test_what_means_the_same_in_both_versions_of_brats():
    """A segmentation without enhancing tumour looks alike in both, and is read alike."""
    shared = set(CONVENTIONS["brats"]) & set(CONVENTIONS["brats2023"])
    assert shared == {1, 2}
    assert all(CONVENTIONS["brats"][label] == CONVENTIONS["brats2023"][label] for label in shared)


def test_regions_and_the_whole_tumour_cannot_be_mixed_up():
    assert WHOLE_TUMOUR not in LABELS
    for convention in ("brats", "brats2023"):
        assert set(CONVENTIONS[convention].values()) == set(LABELS)


def test_conventions_cannot_be_changed():
    with pytest.raises(TypeError):
        CONVENTIONS["mine"] = {}
