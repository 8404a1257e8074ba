import numpy as np
import pytest
import SimpleITK

from radiogenomics.registration.geometry import IDENTITY, movement


@pytest.fixture
def brain():
    ball = np.linalg.norm(np.indices((20, 24, 22)) - np.reshape([10, 12, 11], (3, 1, 1, 1)), axis=0) < 9
    image = SimpleITK.GetImageFromArray(ball.astype(np.uint8))
    image.SetSpacing((4.0, 4.0, 4.0))
    return image


def test_movement_tells_the_turn_of_what_is_stretched_too(brain):
    shifted = SimpleITK.TranslationTransform(3, (3.0, 0.0, -4.0))
    assert movement(IDENTITY, shifted, brain) == pytest.approx((0, 5), abs=1e-5)
    turned = SimpleITK.Euler3DTransform()
    turned.SetCenter((44.0, 48.0, 40.0))
    turned.SetRotation(np.radians(12), 0.0, 0.0)
    stretched = SimpleITK.AffineTransform(3)
    stretched.SetCenter(turned.GetCenter())
    stretched.SetMatrix((np.reshape(turned.GetMatrix(), (3, 3)) @ np.diag([1.1, 0.9, 0.8])).ravel().tolist())
    assert movement(IDENTITY, turned, brain)[0] == pytest.approx(12, abs=1e-4)
    assert movement(IDENTITY, stretched, brain)[0] == pytest.approx(12, abs=1e-4)
    # From one place to another, wherever the first is.
    both = SimpleITK.CompositeTransform([shifted, turned])
    assert movement(turned, both, brain) == pytest.approx((0, 5), abs=1e-5)
