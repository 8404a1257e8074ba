import pytest
import torch

from radiogenomics.errors import InputError
from radiogenomics.networks.image_tower import ImageTower
from radiogenomics.networks.image_tower_settings import ImageTowerSettings


def test_published_layers():
    tower = ImageTowerSettings(title="Image tower", network="image_tower").build(5)
    assert [layer.out_features for layer in tower.dense if hasattr(layer, "out_features")] == [32, 16]
    kinds = [type(layer).__name__ for layer in tower.blocks]
    assert kinds == [*["Conv2d", "MaxPool2d", "ReLU"] * 3, "Flatten"]
    images = torch.rand(2, 5, 240, 240)
    assert tower.features(images).shape == (2, 16)
    torch.testing.assert_close(tower(images=images), tower.head(tower.features(images))[:, 0])


def test_every_parameter_is_in_one_group_and_learns():
    tower = ImageTower(5, 32)
    tower(torch.rand(3, 5, 32, 32)).sum().backward()
    groups = tower.parameter_groups()
    assert sum(len(group) for group in groups.values()) == len(list(tower.parameters()))
    assert all(parameter.grad is not None for group in groups.values() for parameter in group)


def test_where_a_tumour_lies_matters():
    """Unlike a mean over pixels, dense layers see the place."""
    torch.manual_seed(0)
    tower, image = ImageTower(1, 32), torch.zeros(1, 1, 32, 32)
    image[0, 0, 4:8, 4:8] = 1
    assert not torch.equal(tower.features(image), tower.features(image.roll((16, 16), (2, 3))))


@pytest.mark.parametrize("shape", [(1, 5, 32, 16), (1, 4, 32, 32)])
def test_slices_of_another_shape_are_refused(shape):
    with pytest.raises(InputError, match=r"image tower: slices of .*, but it is built for 5 × 32 × 32"):
        ImageTower(5, 32)(torch.rand(shape))
