"""Maps of saliency are those of the networks that predict, on the grid of the scan, and change no prediction."""

from pathlib import Path

import numpy as np
import pytest
import SimpleITK
import torch
from torch import nn

from radiogenomics.bundles.saliency import Onlooker, SaliencyMap, head_of, write_saliency
from radiogenomics.checking.patients import MASK, Patient
from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError
from radiogenomics.explanations.explain import Head, normalised
from radiogenomics.explanations.gradcam import saliency
from radiogenomics.explanations.places import VolumePlaces
from radiogenomics.images.arrays import ORIGINAL, ImageArray
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.volume import read_volume
from radiogenomics.networks.network import Network
from radiogenomics.networks.resnet import ResNetClassifier

WINDOW = CropWindow((2, 0, 0), (18, 20, 20))
CORONAL = (1.0, 0, 0, 0, 0, 1, 0, -1, 0)


@pytest.fixture
def image():
    """What networks are given of patient P1, as one channel."""
    values = np.random.default_rng(0).random((1, 16, 20, 20), dtype=np.float32)
    return ImageArray(values, {("P1", ORIGINAL): 0}, (Path("a"), Path("b")))


@pytest.fixture
def networks():
    torch.manual_seed(0)
    return [ResNetClassifier(10, width=4).eval() for _ in range(3)]


@pytest.fixture
def files(tmp_path):
    """A scan whose slices are stored from the nose to the back of the head, and a segmentation on its grid."""
    random = np.random.default_rng(1)
    arrays = {"T1": random.normal(100, 20, (20, 20, 20)).astype(np.float32), MASK: np.zeros((20, 20, 20), np.uint8)}
    arrays[MASK][8:12, 5:9, 5:9] = 4
    for name, array in arrays.items():
        picture = SimpleITK.GetImageFromArray(array)
        picture.SetSpacing((1.0, 1.5, 2.0))
        picture.SetOrigin((3.0, 4.0, 5.0))
        picture.SetDirection(CORONAL)
        SimpleITK.WriteImage(picture, str(tmp_path / f"{name}.nii.gz"))
    return {name: tmp_path / f"{name}.nii.gz" for name in arrays}


def look(networks, image):
    onlooker = Onlooker([image], "P1", compute_on("cpu"))
    assert list(onlooker.each(iter(networks))) == networks
    return onlooker


def test_the_map_is_the_mean_of_those_of_the_networks_on_the_scan(networks, image, files):
    scan = read_volume(files["T1"])
    head, places = Head(scan, None), VolumePlaces(WINDOW, 1)
    found = look(networks, image).on_scan("T1", head, places)
    volume = torch.from_numpy(image.array)
    expected = []
    for network in networks:
        with torch.no_grad():
            positive = bool(network(images=volume[None]) > 0)
        expected.append(normalised(places.on_scan("P1", [saliency(network, volume, positive=positive).numpy()], scan)))
    assert found.networks == sum(bool(own.any()) for own in expected) > 0
    np.testing.assert_allclose(found.values, normalised(np.mean(expected, axis=0)), rtol=1e-3, atol=1e-9)
    assert found.values.sum() == pytest.approx(1, rel=1e-4) and not found.values[:2].any()


def test_a_network_is_used_before_it_is_looked_at_and_stays_as_it_was(networks, image):
    before = {name: tensor.clone() for name, tensor in networks[0].state_dict().items()}
    onlooker = Onlooker([image], "P1", compute_on("cpu"))
    members = onlooker.each(iter(networks))
    next(members)
    assert not onlooker._maps
    next(members)
    assert len(onlooker._maps) == 1
    assert all(torch.equal(tensor, before[name]) for name, tensor in networks[0].state_dict().items())


class Flat(Network):
    """A network without a feature map."""

    def __init__(self):
        super().__init__()
        self.head = nn.LazyLinear(1)

    def forward(self, images):
        return self.head(images.flatten(1)).squeeze(1)


def test_a_network_that_cannot_be_explained_predicts_all_the_same(image, files, tmp_path):
    network = Flat()
    network(images=torch.from_numpy(image.array)[None])
    scan = Head(read_volume(files["T1"]), None)
    found = look([network.eval()], image).on_scan("T1", scan, VolumePlaces(WINDOW, 1))
    assert found.values is None and "has no layer with a feature map" in found.reason
    said = write_saliency("P1", [found], tmp_path / "out")
    assert said == {"saliency": {}, "picture": None, "without_saliency": {"T1": found.reason}}
    assert not (tmp_path / "out").exists()


def test_a_map_that_is_zero_throughout_is_none(networks, image, files):
    with torch.no_grad():
        for network in networks:
            network.head.weight.zero_()
    found = look(networks, image).on_scan("T1", Head(read_volume(files["T1"]), None), VolumePlaces(WINDOW, 1))
    assert found.values is None and found.networks == 0 and "nothing in the layer" in found.reason


def test_maps_are_written_in_the_geometry_of_the_scan(files, tmp_path):
    scan = read_volume(files["T1"])
    # The brightest voxel of the scan, whatever the order of the axes here.
    values = normalised(np.where(scan.array == scan.array.max(), 1.0, 0.0))
    head = head_of(Patient("P1", files), "T1", True, None)
    maps = [SaliencyMap(name, head, values, 2) for name in ("T1", "DSC_ap-rCBV")]
    said = write_saliency("../a/1", maps, tmp_path / "out")
    assert said["saliency"]["T1"] == "saliency/..%2Fa%2F1_T1.nii.gz" and said["without_saliency"] == {}
    written, original = (
        SimpleITK.ReadImage(str(path)) for path in (tmp_path / "out" / said["saliency"]["T1"], files["T1"])
    )
    for get in ("GetSize", "GetSpacing", "GetOrigin", "GetDirection"):
        assert getattr(written, get)() == pytest.approx(getattr(original, get)())
    places = [np.argmax(SimpleITK.GetArrayFromImage(one)) for one in (written, original)]
    assert places[0] == places[1]
    assert (tmp_path / "out" / said["picture"]).read_bytes().startswith(b"\x89PNG")
    assert not (tmp_path / "a").exists()


def test_the_segmentation_is_shown_where_the_model_reads_it_and_must_fit(files, tmp_path):
    patient = Patient("P1", files)
    assert head_of(patient, "T1", False, None).mask is None
    assert set(np.unique(head_of(patient, "T1", True, None).mask)) == {0, 4}
    moved = SimpleITK.ReadImage(str(files[MASK]))
    moved.SetOrigin((1.0, 2.0, 3.0))
    SimpleITK.WriteImage(moved, str(tmp_path / "moved.nii.gz"))
    with pytest.raises(InputError, match="resample the mask to the grid of the image"):
        head_of(Patient("P1", {**files, MASK: tmp_path / "moved.nii.gz"}), "T1", True, None)
