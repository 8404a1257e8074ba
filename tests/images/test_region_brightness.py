from pathlib import Path

import numpy as np
import pytest

from radiogenomics.images.misplaced import CoarseScan
from radiogenomics.images.region_brightness import notice_dark_oedema, notice_inverted_sequences, present_regions
from radiogenomics.oddities import noticed_since_last

PATH = Path("scan.nii.gz")


def oedema(scan, tumour, sequence):
    noticed_since_last()
    notice_dark_oedema(scan, tumour, sequence, PATH, "P1")
    return [each.what for each in noticed_since_last()]


@pytest.fixture
def flair(head, tumour):
    """Water is bright."""
    noise = np.random.default_rng(0).normal(0, 0.05, head.shape)
    return np.where(head > 0, 1 + 0.2 * head + 0.6 * (tumour == 2) + noise, 0).astype(np.float32)


def test_a_bright_oedema_is_not_odd_nor_a_dark_one_in_t1(flair, tumour):
    assert oedema(flair, tumour, "FLAIR") == oedema(flair, tumour, "T2") == []
    dark = np.where(flair > 0, 3 - flair, 0)
    assert oedema(dark, tumour, "T1") == oedema(dark, tumour, "T1GD") == oedema(dark, tumour, "") == []
    few = np.where(np.cumsum(tumour.ravel() == 2).reshape(tumour.shape) < 40, tumour, 0)
    assert oedema(dark, few, "FLAIR") == []
    assert oedema(flair, np.where(tumour == 2, 4, tumour), "T2") == []
    assert present_regions(few) != present_regions(tumour) == [1, 2, 4]


@pytest.mark.parametrize("sequence", ["T2", "FLAIR"])
def test_an_inverted_scan_is_noticed(flair, tumour, sequence):
    (what,) = oedema(np.where(flair > 0, flair.max() - flair + 0.01, 0), tumour, sequence)
    assert what.startswith(f"the oedema (label 2) is darker in {sequence} than the rest of the brain, by ")
    assert "MONOCHROME1" in what and "another sequence" in what and "mask of another place" in what


def contrasted(**scans):
    noticed_since_last()
    notice_inverted_sequences("P1", {name: CoarseScan(Path(name), array, 1.0) for name, array in scans.items()})
    return [(each.file, each.what) for each in noticed_since_last()]


def test_t1_before_and_after_contrast_agent_are_bright_in_the_same_places(head, tumour):
    before = np.where(head > 0, head + 1, 0)
    after = np.where(head > 0, 3 * head + 2 + 4 * (tumour == 4), 0)
    other = np.where(head > 0, np.random.default_rng(1).normal(9, 1, head.shape), 0)
    assert contrasted(T1=before, T1GD=after) == contrasted(T1=before, T2=-before) == contrasted(T1=before) == []
    assert contrasted(T1=before, T1GD=other) == contrasted(T1=before, T1GD=after[1:]) == []
    ((file, what),) = contrasted(T1=before, T1GD=np.where(head > 0, 20 - after, 0))
    assert file == "T1GD" and what.startswith("T1GD is dark where T1 is bright (correlation -")
    assert contrasted(T1=np.where(head > 0, 9 - before, 0), T1GD=after)
