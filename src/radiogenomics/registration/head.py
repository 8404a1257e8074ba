"""A head around the brain of an atlas that has none."""

import SimpleITK

GAP = 7.0
"""Millimetres of fluid and bone between the brain and the scalp, dark in T1-weighted scans."""
SCALP = 14.0
"""Millimetres from the brain to the air, through fat that is brighter than white matter."""
BRIGHTER = 1.2


def with_head(image: SimpleITK.Image, brain: SimpleITK.Image) -> SimpleITK.Image:
    """A T1-weighted brain with a dark skull and a bright scalp around it, both of the same thickness everywhere.

    Nobody's head is like that, but a head with skull is more like it than like a brain in air.

    Args:
        image: brain, 32-bit floats.
        brain: 1 in the brain, on the same grid.
    """
    array = SimpleITK.GetArrayViewFromImage(image)
    tissue = array[SimpleITK.GetArrayViewFromImage(brain) > 0]
    away = SimpleITK.SignedMaurerDistanceMap(brain, squaredDistance=False, useImageSpacing=True)
    scalp = SimpleITK.Cast(SimpleITK.And(away > GAP, away <= SCALP), SimpleITK.sitkFloat32)
    return SimpleITK.Mask(image, brain) + scalp * (BRIGHTER * float(tissue.mean()))
