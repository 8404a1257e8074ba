import numpy as np
from matplotlib.colors import to_rgba

from radiogenomics.images.overlay import REGIONS
from radiogenomics.report.style import save_figure
from radiogenomics.segmentation.overlay import OPACITY, Segmented, coloured, prediction_overlays


def test_labels_have_the_houses_colours_and_background_none():
    colours = coloured(np.array([[0, 1, 2, 4]]))
    assert colours[0, 0, 3] == 0
    assert [tuple(colours[0, place]) for place in (1, 2, 3)] == [
        to_rgba(REGIONS[label][1], OPACITY) for label in (1, 2, 4)
    ]


def test_truth_and_predictions_are_drawn_in_the_slice_with_most_tumour(volume, tmp_path):
    random = np.random.default_rng(0)
    truth = np.zeros((5, 8, 9), np.uint8)
    truth[3, 2:6, 2:6], truth[1, 2, 2] = 2, 4
    predicted = np.roll(truth, 1, 2)
    scan = volume(random.uniform(1, 9, truth.shape), (1.0, 2.0, 3.0))
    scan.array[:, :1], scan.array[:, :, 8] = 0, 0
    figure = prediction_overlays([Segmented("P1", scan, truth, {"SegResNet": predicted, "U-Net": truth * 0})])
    scanned, true, found, empty = figure.axes
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["P1", "truth", "SegResNet", "U-Net"]
    assert len(scanned.images) == 1 and np.array_equal(scanned.images[0].get_array(), scan.array[3])
    assert np.array_equal(true.images[1].get_array(), coloured(truth[3]))
    assert np.array_equal(found.images[1].get_array(), coloured(predicted[3]))
    assert not empty.images[1].get_array()[..., 3].any()
    assert found.get_aspect() == 2.0
    assert found.get_xlim() == (-0.5, 7.5) and found.get_ylim() == (7.5, 0.5)
    save_figure(figure, tmp_path / "overlay.png", simulated=True)
