"""Seconds that the 107 radiomic features of one scan and region take.

    python benchmarks/radiomic_features.py [repeats]

The scan has the published input's 70×86×86 voxels; the tumour is an ellipsoid of 36×44×40 voxels.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from measured import Row, duration, show, timed

from radiogenomics.features.messages import collected_messages
from radiogenomics.features.radiomics import extract
from radiogenomics.features.settings import RadiomicsSettings
from radiogenomics.images.labels import ENHANCING, NECROTIC_CORE, OEDEMA
from radiogenomics.images.volume import Volume

SHAPE = (70, 86, 86)
RADII = (18, 22, 20)


def scan() -> Volume:
    """A smooth pattern with noise."""
    grid = np.indices(SHAPE, dtype=np.float32)
    noise = np.random.default_rng(1).normal(0, 20, SHAPE)
    return _volume((300 + 100 * np.sin(grid / 7).sum(axis=0) + noise).astype(np.float32))


def segmentation() -> Volume:
    """Necrotic core in an enhancing rim in oedema."""
    grid = np.indices(SHAPE, dtype=np.float32)
    distance = np.sqrt(sum(((axis - 38) / radius) ** 2 for axis, radius in zip(grid, RADII, strict=True)))
    labels = np.select([distance < 0.4, distance < 0.7, distance < 1], [NECROTIC_CORE, ENHANCING, OEDEMA], 0)
    return _volume(labels.astype(np.uint8))


def _volume(array: np.ndarray) -> Volume:
    return Volume(array, (2.0, 2.0, 2.0), (0.0, 0.0, 0.0), tuple(np.eye(3).ravel()), Path("simulated"))


def rows(repeats: int = 2) -> Iterator[Row]:
    """Seconds by region, for a patient's first scan and for a further one, which has the same shape."""
    image, mask = scan(), segmentation()
    for region in RadiomicsSettings().regions:
        settings = RadiomicsSettings(regions=[region])
        features = settings.features(["T1"])
        first, further = [], []
        for _ in range(repeats):
            shapes: dict = {}
            for seconds in (first, further):
                with collected_messages():
                    seconds.append(timed(lambda s=settings, f=features, k=shapes: extract(image, mask, f, s, k))[0])
        yield duration("radiomics", f"{len(features)} features of the region {region}, first scan", min(first))
        yield duration("radiomics", "the same of a further scan", min(further))


if __name__ == "__main__":
    show(rows(*map(int, sys.argv[1:])))
