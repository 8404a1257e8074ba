"""What is odd about a segmentation alone and may be meant: noticed, not refused."""

from collections.abc import Iterator
from itertools import chain, permutations

import numpy as np
from scipy import ndimage

from radiogenomics.images.cut_masks import abrupt_ends
from radiogenomics.images.labels import DECLARE_WHOLE, ENHANCING, LABELS, NECROTIC_CORE, OEDEMA, WHOLE_TUMOUR
from radiogenomics.images.volume import Volume
from radiogenomics.oddities import notice

FEWEST_OF_REGION = 10
"""Voxels of a region of which it is judged where it lies."""
SURROUNDED, SURROUNDING = 0.1, 0.5
"""Shares of a tumour's surface: of a region that lies within another one, at most, and of the outermost, at least."""
FEWEST_OF_RIM, LEAST_OF_SURFACE, LEAST_THIN = 30, 0.25, 0.3
"""Faces of a rim of one voxel from which it is judged, and their shares of the surface of the tumour and of the label,
at least; a linear interpolation makes a rim of half of a surface and more."""
FEWEST_SLICES, MOST_APART = 3, 0.8
"""Drawn slices, and the share of them that others do not touch, from which slices between were not drawn."""
MOST_ENCLOSED = 2.0
"""Voxels within the outlines of a segmentation, as a multiple of its own; a ring that enhances is thicker."""
FEWEST_STEPS = 3
"""Runs of two and more equal slices, all of one length up to a slice or its multiples, from which a mask was drawn on
thicker ones. Of 1,083 simulated and real masks, of 1 to 4 mm, at most 9 % of the slices equal the one before."""
DIRECTIONS = ("from bottom to top", "from front to back", "from side to side")
LEAST_THICK = 0.25
"""Share of a segmentation's voxels that lie in squares of four in the plane; of a line of one voxel few do."""
FEWEST_DRAWN = 100
"""Voxels of a segmentation of which it is judged whether it is an outline."""
MOST_STRAY, STRAY_DISTANCE = 3, 20.0
"""Voxels of a part that a click makes, and mm from the rest from which a part may be one."""
EVERYWHERE = np.ones((3, 3, 3), bool)


def notice_odd_mask(mask: Volume, patient: str | None = None) -> None:
    """Notice a segmentation that was not filled or moved as one of a tumour's regions is, or numbers tumours.

    Args:
        mask: a segmentation as it is read, in its convention.
        patient: whose it is.
    """
    inside = mask.array > 0
    if not inside.any():
        return
    box = tuple(slice(max(0, part.start - 1), part.stop + 1) for part in ndimage.find_objects(inside.view(np.uint8))[0])
    # Air on all sides, also of a tumour at the border of the volume.
    labels = np.pad(mask.array[box], 1)
    edges = mask.spacing[::-1]
    of_labels = (_repeated(labels, edges), _parts(labels, edges), _regions(labels))
    drawing = list(_drawing(labels > 0))
    # Where slices or insides are missing, areas say nothing of the ends.
    found = [*(drawing or abrupt_ends(inside)), *chain.from_iterable(of_labels)]
    for what in found:
        notice(mask.path, patient, what)


def parts_in_the_air(mask: Volume, background: np.ndarray) -> int:
    """Number of the voxels of those parts of a segmentation that lie in a scan's background altogether.

    Args:
        mask: the segmentation.
        background: which voxels of the scan are background.
    """
    parts, count = ndimage.label(mask.array > 0, EVERYWHERE)
    if count < 2:
        return 0
    within = np.bincount(parts[~background], minlength=count + 1)[1:]
    return int(np.bincount(parts.ravel(), minlength=count + 1)[1:][within == 0].sum())


def _drawing(inside: np.ndarray) -> Iterator[str]:
    """Slices that were left out, and outlines."""
    for axis in range(inside.ndim):
        drawn = np.flatnonzero(inside.any(axis=tuple({0, 1, 2} - {axis})))
        steps = np.diff(drawn)
        if len(drawn) >= FEWEST_SLICES and (steps > 1).mean() >= MOST_APART:
            yield (
                f"its {len(drawn)} slices do not touch each other, as where one in {np.median(steps):g} was drawn; "
                "fill up those between, which count as no tumour"
            )
    if np.count_nonzero(inside) < FEWEST_DRAWN:
        return
    for axis in range(inside.ndim):
        square = np.expand_dims(np.ones((2, 2), bool), axis)
        if ndimage.binary_opening(inside, square).sum() <= LEAST_THICK * inside.sum():
            filled = sum(np.count_nonzero(ndimage.binary_fill_holes(each)) for each in np.moveaxis(inside, axis, 0))
            if filled > MOST_ENCLOSED * inside.sum():
                yield (
                    f"it is a line of one voxel around an area {filled / inside.sum():.1f} times as large, as an "
                    "outline that was not filled; fill it"
                )
                return


def _repeated(labels: np.ndarray, edges: tuple[float, ...]) -> Iterator[str]:
    """Slices that are there several times each, as of a mask that was drawn on thicker ones."""
    if np.count_nonzero(labels) < FEWEST_DRAWN:
        return
    steps = []
    for axis, direction in enumerate(DIRECTIONS):
        along = np.moveaxis(labels, axis, 0)
        drawn = np.flatnonzero(along.any(axis=(1, 2)))
        slices = along[drawn[0] : drawn[-1] + 1]
        changes = [k for k in range(1, len(slices)) if not np.array_equal(slices[k - 1], slices[k])]
        runs = np.diff([0, *changes, len(slices)])
        # Two thick slices may be equal, too; and thick ones need not be whole numbers of thin ones.
        times = int(np.gcd.reduce(runs)) if np.gcd.reduce(runs) > 1 else int(runs.min())
        if len(runs) >= FEWEST_STEPS and times > 1 and (not (runs % times).any() or np.ptp(runs) <= 1):
            steps.append(f"{direction} {times} times ({times * edges[axis]:.3g} mm)")
    if steps:
        yield (
            f"each of its slices is there several times, {', and '.join(steps)}, as where it was drawn on thicker "
            "slices that were repeated: its shape and regions have steps; give a mask that was drawn on these voxels, "
            "or trust no features of shape"
        )


def _parts(labels: np.ndarray, edges: tuple[float, ...]) -> Iterator[str]:
    """Regions that are parts of their own, and parts that a click made."""
    parts, count = ndimage.label(labels > 0, EVERYWHERE)
    sizes = np.bincount(labels.ravel(), minlength=WHOLE_TUMOUR + 1)[1:]
    owners = np.unique(parts[parts > 0] * (WHOLE_TUMOUR + 1) + labels[parts > 0])
    if np.count_nonzero(sizes >= FEWEST_OF_REGION) > 1 and len(owners) == count and not _is_nested(labels):
        yield (
            "its regions touch nowhere, as where 1, 2 … number tumours and name no regions; if so, store all as 1 and "
            f"{DECLARE_WHOLE}"
        )
    voxels = np.bincount(parts.ravel())[1:]
    small = np.flatnonzero(voxels <= MOST_STRAY) + 1
    if not len(small) or len(small) == count:
        return
    away = ndimage.distance_transform_edt(~np.isin(parts, [0, *small], invert=True), sampling=edges)
    stray = [part for part in small if away[parts == part].min() >= STRAY_DISTANCE]
    if stray:
        distance = max(float(away[parts == part].min()) for part in stray)
        yield (
            f"{voxels[np.array(stray) - 1].sum()} voxel(s) lie apart, up to {distance:.0f} mm from the rest, as of a "
            "click; they count for the greatest diameter: erase them, or make sure that they are tumour"
        )


def _is_nested(labels: np.ndarray) -> bool:
    """Whether the box around one label lies within that of another, as a core's within that of its oedema."""
    boxes = [box for box in ndimage.find_objects(labels) if box is not None]
    return any(
        all(outer.start <= inner.start and inner.stop <= outer.stop for outer, inner in zip(one, other, strict=True))
        for one, other in permutations(boxes, 2)
    )


def _regions(labels: np.ndarray) -> Iterator[str]:
    """A rim that interpolation made, or else an oedema that another region surrounds."""
    surface, thin = np.zeros(WHOLE_TUMOUR + 1, np.int64), 0
    for axis in range(labels.ndim):
        for along in (np.moveaxis(labels, axis, 0), np.moveaxis(labels, axis, 0)[::-1]):
            outer, inner = along[:-1], along[1:]
            surface += np.bincount(inner[(inner > 0) & (outer == 0)], minlength=len(surface))
            thin += np.count_nonzero((outer[:-1] == 0) & (inner[:-1] == NECROTIC_CORE) & (along[2:] > NECROTIC_CORE))
    shares = surface / max(1, surface.sum())
    if thin >= max(FEWEST_OF_RIM, LEAST_OF_SURFACE * surface.sum(), LEAST_THIN * surface[NECROTIC_CORE]):
        yield (
            f"a rim of one voxel of the necrotic core (1) covers {thin / surface.sum():.0%} of its surface, as where "
            "labels were interpolated and rounded; resample the mask again with the nearest neighbour"
        )
    elif shares[OEDEMA] < SURROUNDED:
        yield from _order(shares, [int(np.count_nonzero(labels == label)) for label in LABELS])


def _order(shares: np.ndarray, voxels: list[int]) -> Iterator[str]:
    """Labels of another order than that of BraTS, by which the oedema would lie within.

    Args:
        shares: of the surface, by label; the oedema has next to none.
        voxels: of `LABELS`.
    """
    necrotic, oedema, enhancing = voxels
    if min(necrotic, oedema) < FEWEST_OF_REGION:
        return
    within = "surrounds the tumour and the oedema lies within, as where"
    if shares[NECROTIC_CORE] > SURROUNDING and not enhancing:
        yield (
            f"the necrotic core {within} HD-GLIO's labels (1 not enhancing, 2 enhancing) are taken for those of BraTS; "
            "store 1 as 2, and 2 as 4"
        )
    elif shares[NECROTIC_CORE] > SURROUNDING and enhancing >= FEWEST_OF_REGION:
        yield (
            f"the necrotic core {within} nnU-Net's labels (1 oedema, 2 necrotic core) are taken for those of BraTS "
            "(1 necrotic core, 2 oedema); exchange them"
        )
    elif shares[ENHANCING] > SURROUNDING:
        yield (
            f"the enhancing tumour {within} the greatest label is the oedema (4 in BraTS-PEDs, 3 in DeepBraTumIA); "
            "store the oedema as 2, and the other labels as those of BraTS (1 necrotic core, 4 enhancing tumour)"
        )
