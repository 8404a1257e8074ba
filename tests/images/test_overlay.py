import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from radiogenomics.errors import InputError
from radiogenomics.images.arrays import ImageArray, open_images
from radiogenomics.images.crop import CropWindow, published_window
from radiogenomics.images.modality import write_images
from radiogenomics.images.overlay import REGIONS, WHOLE, overlay_figure
from radiogenomics.images.settings import ImageSettings

SETTINGS = ImageSettings(downscale=1, shape=(35, 43, 43))
WINDOW = published_window((4.0, 4.0, 4.0), (39, 60, 60))


def _images(patients, tmp_path, settings=SETTINGS, window=WINDOW) -> ImageArray:
    files = tmp_path / "T1GD.npy", tmp_path / "T1GD.csv"
    write_images(patients, "T1GD", window, settings, *files)
    return open_images(*files)


def _pictures(figure: Figure) -> list[np.ndarray]:
    return [axis.images[0].get_array().data for axis in figure.axes]


def test_one_column_per_patient_and_a_legend(patients, tmp_path):
    figure = overlay_figure(patients, "T1GD", _images(patients, tmp_path), SETTINGS)
    assert len(figure.axes) == 6
    assert [axis.get_title() for axis in figure.axes[:3]] == patients["patient_id"].tolist()
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [name for name, _ in REGIONS.values()]
    assert figure.axes[0].get_ylabel() == "T1GD, scan"
    figure.savefig(tmp_path / "overlay.png")
    figure.savefig(tmp_path / "overlay.svg")


def test_every_label_is_outlined_in_its_colour(patients, tmp_path):
    figure = overlay_figure(patients.iloc[:1], "T1GD", _images(patients, tmp_path), SETTINGS)
    colours = [to_hex(contour.get_edgecolor()[0]).upper() for contour in figure.axes[0].collections]
    assert colours == [colour for _, colour in REGIONS.values()]


def test_a_mask_without_regions_is_outlined_as_a_whole(patients, tmp_path, write_nifti, tumour):
    whole = write_nifti((tumour > 0).astype(np.uint8), "MASK.nii.gz", (4.0, 4.0, 4.0))
    patients = patients.iloc[:1].assign(path_automatic=str(whole), label_convention="whole_tumour")
    figure = overlay_figure(patients, "T1GD", _images(patients, tmp_path), SETTINGS)
    ((name, colour),) = WHOLE.values()
    assert [to_hex(contour.get_edgecolor()[0]).upper() for contour in figure.axes[0].collections] == [colour]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [name]


@pytest.mark.parametrize("mask", ["automatic", "none"])
@pytest.mark.parametrize("given", [False, True])
def test_both_rows_show_the_same_slice(patients, tmp_path, mask, given):
    settings = SETTINGS.model_copy(update={"mask": mask, "crop": "training_tumours" if given else "published"})
    window = CropWindow((5, 9, 10), (38, 52, 51)) if given else WINDOW
    images = _images(patients, tmp_path, settings, window)
    figure = overlay_figure(patients.iloc[:1], "T1GD", images, settings, window if given else None)
    scan, array = _pictures(figure)
    cropped = scan[window.slices[1:]]
    inside = array[:, 1:-1]
    shown = inside > 0
    assert shown.sum() > 50
    assert np.corrcoef(cropped[shown], inside[shown])[0, 1] > 0.999


def test_missing_mask_is_reported(patients, tmp_path):
    images = _images(patients, tmp_path)
    patients["path_automatic"] = ""
    with pytest.raises(InputError, match="no automatic segmentation"):
        overlay_figure(patients, "T1GD", images, SETTINGS)
