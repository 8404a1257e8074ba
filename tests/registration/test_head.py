import numpy as np
import SimpleITK

from radiogenomics.registration.head import GAP, SCALP, with_head

SPACING = 2.0


def test_a_brain_gets_a_dark_skull_and_a_bright_scalp_of_the_stated_thickness():
    z, y, x = np.indices((48, 48, 48))
    away = SPACING * (np.sqrt((z - 24) ** 2 + (y - 24) ** 2 + (x - 24) ** 2) - 12)
    brain = SimpleITK.GetImageFromArray((away <= 0).astype(np.uint8))
    # What lies outside the brain in the image itself is no part of the head.
    image = SimpleITK.GetImageFromArray(np.full(away.shape, 100, np.float32))
    for one in (brain, image):
        one.SetSpacing([SPACING] * 3)
    head = SimpleITK.GetArrayFromImage(with_head(image, brain))
    assert (head[away < -SPACING] == 100).all()
    assert (head[(away > SPACING) & (away < GAP - SPACING)] == 0).all()
    assert np.allclose(head[(away > GAP + SPACING) & (away < SCALP - SPACING)], 120)
    assert (head[away > SCALP + SPACING] == 0).all()
