from dataclasses import replace

import numpy as np
import pytest

from radiogenomics.explanations.explain import Head, map_file
from radiogenomics.explanations.figure import Explained, saliency_figure
from radiogenomics.explanations.figure import explained as explained_in
from radiogenomics.images.orientation import lps_array
from radiogenomics.images.volume import Volume
from radiogenomics.report.style import save_figure
from radiogenomics.segmentation.masks import write_on_grid


@pytest.fixture
def explained() -> Explained:
    random = np.random.default_rng(0)
    mask = np.zeros((6, 12, 10), np.uint8)
    mask[4, 3:8, 3:8] = 2
    mask[4, 4:6, 4:6] = 4
    maps = {name: random.uniform(0, 1, mask.shape) for name in ("FLAIR", "T1GD")}
    return Explained("P1", random.uniform(1, 9, mask.shape), mask, maps, (3.0, 2.0, 1.0))


def test_scan_and_maps_show_the_slice_with_most_tumour(explained, tmp_path):
    figure = saliency_figure([explained, replace(explained, title="P2")])
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["P1", "FLAIR", "T1GD", "P2", "FLAIR", "T1GD"]
    scan, first, _ = figure.axes[:3]
    assert np.array_equal(scan.images[0].get_array(), explained.scan[4])
    assert np.array_equal(first.images[1].get_array(), explained.maps["FLAIR"][4])
    assert scan.get_aspect() == 2.0
    assert len(scan.collections) == 2
    save_figure(figure, tmp_path / "saliency.png", simulated=True)


def test_without_a_mask_the_middle_slice_is_shown_and_nothing_outlined(explained):
    figure = saliency_figure([replace(explained, mask=None)])
    assert np.array_equal(figure.axes[0].images[0].get_array(), explained.scan[3])
    assert not figure.axes[0].collections


def test_the_slice_that_is_given_is_shown(explained):
    figure = saliency_figure([replace(explained, slice=1)])
    assert np.array_equal(figure.axes[0].images[0].get_array(), explained.scan[1])


def test_of_slices_only_those_with_a_map_are_shown(explained):
    maps = {name: np.where(np.arange(6)[:, None, None] == 2, values, 0) for name, values in explained.maps.items()}
    figure = saliency_figure([replace(explained, maps=maps)])
    assert np.array_equal(figure.axes[0].images[0].get_array(), explained.scan[2])


def test_maps_of_a_folder_are_shown_on_axial_slices(tmp_path):
    random = np.random.default_rng(0)
    # Stored as coronal slices, upside down.
    scan = Volume(random.uniform(1, 9, (8, 9, 10)), (1.0, 2.0, 3.0), (0, 0, 0), (1, 0, 0, 0, 0, 1, 0, -1, 0), tmp_path)
    saliency = random.uniform(0, 1, scan.array.shape).astype(np.float32)
    for kind in ("random weights", "trained"):
        write_on_grid(saliency, scan, tmp_path / map_file("P1", kind, "network"))
    write_on_grid(saliency, scan, tmp_path / map_file("P11", "trained", "network"))
    found = explained_in("P1", "FLAIR, patient 1", Head(scan, None), tmp_path)
    assert list(found.maps) == ["trained network", "random weights network"] and found.title == "FLAIR, patient 1"
    assert found.scan.shape == (9, 8, 10) == found.maps["trained network"].shape
    np.testing.assert_allclose(found.maps["trained network"], lps_array(saliency, scan.direction))


def test_an_empty_map_is_drawn_as_the_scan_alone(explained):
    figure = saliency_figure([replace(explained, maps={"FLAIR": np.zeros((6, 12, 10))})])
    assert figure.axes[1].images[1].get_array().mask.all()
