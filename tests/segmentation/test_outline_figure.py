import numpy as np

from radiogenomics.segmentation.outline_figure import outline_figure, shown_slices


def test_one_panel_per_sequence_with_an_outline_of_every_region(make_case):
    case = make_case()
    labels = case.mask.array.copy()
    labels[9, 4, 6] = 2  # One voxel more than in the other slices.
    scans, shown, z = shown_slices(case.scans, labels)
    assert (
        z == 9
        and np.array_equal(shown[0], labels[9])
        and np.array_equal(scans["FLAIR"].array[0], case.scans["FLAIR"].array[9])
    )
    panels = outline_figure(scans, shown).axes
    assert [axes.get_title(loc="left") for axes in panels] == ["T1GD", "FLAIR"]
    # Oedema, enhancing tumour and necrotic core.
    assert all(len(axes.collections) == 3 for axes in panels)


def test_without_a_tumour_the_scan_is_drawn_alone(make_case):
    case = make_case()
    scans, labels, z = shown_slices(case.scans, np.zeros_like(case.mask.array))
    assert case.grid.array[z].any() and not outline_figure(scans, labels).axes[0].collections
