"""Radiomic features of a tumour's regions, computed by pyradiomics."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

import numpy as np
import radiomics

from radiogenomics.errors import InputError
from radiogenomics.features.cutout import CutOut, cut_out, tumour_alone
from radiogenomics.features.names import FEATURES, FeatureClass, FeatureName
from radiogenomics.features.normalisation import normalised
from radiogenomics.features.regions import Region, region_mask
from radiogenomics.features.settings import RadiomicsSettings
from radiogenomics.images.nifti import describe
from radiogenomics.images.volume import Volume, is_flat

FEWEST_VOXELS: dict[FeatureClass, int] = dict.fromkeys(FEATURES, 2) | {"firstorder": 1}
"""Voxels without which pyradiomics computes nothing of a class: one alone has no extent and no neighbour."""
MOST_LEVELS = 1000
"""The matrices of texture features grow with the square of the grey levels: with a thousand they take 0.1 GB."""
TEXTURE = frozenset(FEATURES) - {"firstorder", "shape"}


@dataclass(frozen=True)
class Exclusion:
    """Features of one scan that have no value.

    Attributes:
        modality: the scan's.
        region: part of the tumour; empty where all are meant.
        feature_class: class of the features; empty where all are meant.
        voxels: voxels found in the region; None where there is no scan.
        needed: voxels that the class needs; None where there is no scan.
        reason: why, in words.
    """

    modality: str
    region: str
    feature_class: str
    voxels: int | None
    needed: int | None
    reason: str


def extract(
    image: Volume,
    mask: Volume,
    features: Sequence[FeatureName],
    settings: RadiomicsSettings,
    shapes: dict[str, Mapping[str, float]] | None = None,
    patient: str | None = None,
) -> tuple[dict[FeatureName, float], list[Exclusion]]:
    """Compute features of one scan, and nothing that is not asked for.

    The values are those of pyradiomics for the region alone; a region whose voxels are all equal has a shape alone.

    Args:
        image: the whole scan; voxels of exactly 0 are background.
        mask: segmentation with labels 1, 2 and 4 on the scan's grid; at least one voxel is labelled.
        features: what is asked for, all of one modality.
        settings: normalisation, resampling, grey levels and smallest region.
        shapes: features of shape by region, as earlier calls with this mask have found them (they take most of the
            time and do not depend on the scan); what this call finds is added.
        patient: named in errors.

    Returns:
        values: one per feature; NaN where it could not be computed.
        exclusions: one per region and class in which a feature is NaN.

    Raises:
        InputError: the scan is constant, or `bin_width` makes too many grey levels.
    """
    name = describe(image.path, patient)
    flat = {region: _flat_value(image, mask, region) for region, _ in _grouped(features, "region")}
    intensities = normalised(image.array, settings.normalisation, settings.normalisation_scale, name)
    image = replace(image, array=intensities)
    if settings.resampling is None:
        image, mask = tumour_alone(image, mask)
    shapes = {} if shapes is None else shapes
    values: dict[FeatureName, float] = {}
    exclusions = []
    for region, of_region in _grouped(features, "region"):
        part = cut_out(image, mask, region, settings)
        voxels = part.voxels if part else 0
        for feature_class, wanted in _grouped(of_region, "feature_class"):
            needed = max(settings.minimum_voxels, FEWEST_VOXELS[feature_class])
            found: Mapping[str, float] = {}
            reason = f"{voxels} voxels, {needed} needed"
            if voxels >= needed and feature_class != "shape" and flat[region] is not None:
                reason = f"no contrast: all voxels of the region are {flat[region]:g}"
            elif voxels >= needed:
                _check_levels(part, feature_class, settings, f"{name}: {region}")
                found = _computed(part, region, feature_class, [item.feature for item in wanted], settings, shapes)
                undefined = [item.feature for item in wanted if not np.isfinite(found[item.feature])]
                reason = f"no finite value: {', '.join(undefined)}" if undefined else ""
            for item in wanted:
                value = found.get(item.feature, np.nan)
                values[item] = value if np.isfinite(value) else np.nan
            if reason:
                exclusions.append(Exclusion(wanted[0].modality, region, feature_class, voxels, needed, reason))
    return values, exclusions


def _flat_value(image: Volume, mask: Volume, region: Region) -> float | None:
    """The value of all voxels of a region, where several have the same but for rounding."""
    inside = image.array[region_mask(mask.array, region)]
    return float(inside[0]) if inside.size > 1 and is_flat(inside) else None


def _grouped(features: Sequence[FeatureName], part: str) -> Iterator[tuple[str, list[FeatureName]]]:
    """Features by one part of their names."""
    key = attrgetter(part)
    return ((value, list(group)) for value, group in groupby(sorted(features, key=key), key=key))


def _check_levels(part: CutOut, feature_class: str, settings: RadiomicsSettings, name: str) -> None:
    """Refuse a bin width so small that the texture's matrices would not fit into memory."""
    if settings.discretisation == "bin_count" or feature_class not in TEXTURE:
        return
    inside = part.intensities[part.inside]
    levels = np.ptp(inside) / settings.bin_width
    if levels > MOST_LEVELS:
        raise InputError(
            f"{name}: intensities from {inside.min():g} to {inside.max():g} make {levels:.0f} grey levels of width "
            f"{settings.bin_width:g}, more than {MOST_LEVELS}; raise `bin_width`, or use `discretisation: bin_count`"
        )


def _computed(
    part: CutOut,
    region: str,
    feature_class: FeatureClass,
    names: Sequence[str],
    settings: RadiomicsSettings,
    shapes: dict[str, Mapping[str, float]],
) -> Mapping[str, float]:
    """Values of some features of one class, by name."""
    if feature_class != "shape":
        return _values(part, feature_class, names, settings)
    if region not in shapes:
        shapes[region] = _values(part, feature_class, FEATURES["shape"], settings)
    return shapes[region]


def _values(
    part: CutOut, feature_class: FeatureClass, names: Sequence[str], settings: RadiomicsSettings
) -> dict[str, float]:
    """What pyradiomics makes of a region."""
    count = settings.discretisation == "bin_count"
    bins = {"binCount": settings.bin_count} if count else {"binWidth": settings.bin_width}
    calculator = radiomics.getFeatureClasses()[feature_class](*part.images(), label=1, **bins)
    for name in names:
        calculator.enableFeatureByName(name)
    # Eigenvalues may come with an imaginary rounding error.
    return {name: float(np.real(value)) for name, value in calculator.execute().items()}
