"""The slow change of brightness across a head that coils leave: N4 (Tustison et al. 2010, 10.1109/TMI.2010.2046908)."""

import SimpleITK

FITTED_AT = 4.0
"""Millimetres between the voxels that the field is fitted to; it is smooth, and applied to all voxels."""


def without_bias(image: SimpleITK.Image, mask: SimpleITK.Image) -> SimpleITK.Image:
    """A scan divided by its bias field.

    Args:
        image: 32-bit floats.
        mask: the brain, on the same grid, in which the field is fitted.
    """
    thin = [max(1, round(FITTED_AT / size)) for size in image.GetSpacing()]
    correction = SimpleITK.N4BiasFieldCorrectionImageFilter()
    correction.SetMaximumNumberOfIterations([30, 20, 10])
    correction.SetNumberOfThreads(1)
    correction.Execute(SimpleITK.Shrink(image, thin), SimpleITK.Shrink(mask, thin))
    field = SimpleITK.Exp(correction.GetLogBiasFieldAsImage(image))
    return image / SimpleITK.Cast(field, SimpleITK.sitkFloat32)
