"""What is kept of each scan and segmentation of a cohort to hold them against each other, in every reader alike."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from radiogenomics.images.bare_headers import has_bare_header, notice_bare_headers
from radiogenomics.images.flat_masks import notice_flat_masks
from radiogenomics.images.head_extents import HeadExtent, head_extent, notice_odd_extents
from radiogenomics.images.head_sizes import head_size, notice_odd_head_sizes
from radiogenomics.images.mask_fit import MaskFit, fit_of_mask, notice_unfitting_masks
from radiogenomics.images.misplaced import CoarseScan
from radiogenomics.images.missing_labels import notice_missing_labels
from radiogenomics.images.missing_tissue import SampledScan, notice_missing_tissue
from radiogenomics.images.moved_masks import Displacement, displacement_of, notice_moved_masks
from radiogenomics.images.odd_contrasts import RegionHeight, notice_odd_contrasts, region_heights
from radiogenomics.images.odd_outlines import notice_odd_outlines
from radiogenomics.images.same_scan import (
    Outline,
    notice_alike_masks,
    notice_alike_scans,
    notice_same_mask,
    outline_of,
    voxel_sample,
    voxels_sha256,
)
from radiogenomics.images.swapped_names import Levels, grey_levels_of, notice_swapped_names
from radiogenomics.images.volume import Volume


class ScanFacts(NamedTuple):
    """Of a scan: whose and which it is, and what tells whether it is like those of others.

    Attributes:
        patient_id, sequence, path: whose and which.
        shape: voxels (z, y, x).
        sample: some of its voxels (`same_scan.voxel_sample`).
        litres: volume of the head (`head_sizes.head_size`).
        extent: how long it is along each axis (`head_extents.head_extent`).
        is_bare: whether its header is that of an array alone (`bare_headers.has_bare_header`).
    """

    patient_id: str
    sequence: str
    path: Path
    shape: tuple[int, ...]
    sample: np.ndarray
    litres: float
    extent: HeadExtent
    is_bare: bool


class MaskFacts(NamedTuple):
    """Of a segmentation: whose it is, and what tells whether it is like those of others.

    Attributes:
        patient_id, path: whose it is.
        voxels_sha256: of its voxels.
        outline: where it lies.
        edges: of its voxels (z, y, x) in mm.
        labels: those that occur in it.
        fit: how well it fits the patient's scans.
        moved: where it fits them much better, if anywhere, and not better still where it is turned.
        heights: how bright its regions are in them (`odd_contrasts`).
    """

    patient_id: str
    path: Path
    voxels_sha256: str
    outline: Outline
    edges: tuple[float, ...]
    labels: tuple[int, ...]
    fit: MaskFit
    moved: Displacement | None
    heights: list[RegionHeight]


def scan_facts(image: Volume, patient_id: str, sequence: str) -> ScanFacts:
    """What is kept of a scan, some 16 KB."""
    array = image.array
    return ScanFacts(
        *(patient_id, sequence, image.path, array.shape, voxel_sample(array)),
        head_size(image),
        head_extent(image, patient_id, sequence),
        has_bare_header(image.stored or image.grid),
    )


def mask_facts(mask: Volume, patient_id: str, scans: Mapping[str, CoarseScan] | None = None) -> MaskFacts:
    """What is kept of a segmentation that is not empty.

    Args:
        mask: the segmentation.
        patient_id: whose it is.
        scans: thinned, by sequence, on the grid of the mask.
    """
    array, placed = mask.array, scans or {}
    fit, moved = fit_of_mask(array, placed), displacement_of(array, mask.spacing[::-1], placed)
    return MaskFacts(
        *(patient_id, mask.path, voxels_sha256(array), outline_of(array)),
        *(mask.spacing[::-1], mask.labels, fit),
        moved if moved is not None and moved.is_better_than(fit.turned_share) else None,
        region_heights(patient_id, array, placed),
    )


def notice_odd_among_scans(scans: Iterable[ScanFacts]) -> None:
    """Notice scans of two patients that are nearly one, and scans unlike others.

    Heads, voxels and headers are held against others' of a sequence, and a patient's sequences against each other.
    """
    listed = list(scans)
    sampled = [SampledScan(scan.patient_id, scan.sequence, scan.path, scan.shape, scan.sample) for scan in listed]
    without_a_part = notice_missing_tissue(sampled)
    notice_odd_outlines(sampled, without_a_part)
    notice_alike_scans((scan.patient_id, scan.path, scan.shape, scan.sample) for scan in listed)
    notice_swapped_names(
        Levels(scan.patient_id, scan.sequence, scan.path, grey_levels_of(scan.sample)) for scan in listed
    )
    other_voxels = notice_odd_extents(scan.extent for scan in listed)
    for sequence in dict.fromkeys(scan.sequence for scan in listed):
        of_one = [scan for scan in listed if scan.sequence == sequence]
        # Of whose voxels, or of which missing part, it is told already, it is not told once more by the volume.
        sizes = [
            (scan.patient_id, scan.path, scan.litres)
            for scan in of_one
            if scan.patient_id not in other_voxels and scan.path not in without_a_part
        ]
        notice_odd_head_sizes(sizes)
        notice_bare_headers((scan.patient_id, scan.path, scan.is_bare) for scan in of_one)


def notice_odd_among_masks(masks: Iterable[MaskFacts], sites: Mapping[str, str] | None = None) -> None:
    """Notice segmentations of two patients that are one, or nearly; and those of other habits than most.

    Told are masks that do not fit the scans, or one of them, that hold one slice, and labels that a site does not have.

    Args:
        masks: of a cohort.
        sites: site by patient, where known (`missing_labels.sites_of`).
    """
    listed = list(masks)
    notice_same_mask((mask.patient_id, mask.path, mask.voxels_sha256) for mask in listed)
    notice_alike_masks((mask.patient_id, mask.path, mask.outline) for mask in listed)
    moved = notice_moved_masks((mask.patient_id, mask.path, mask.moved) for mask in listed)
    placed = [mask for mask in listed if mask.patient_id not in moved]
    unfitting = notice_unfitting_masks((mask.patient_id, mask.path, mask.fit) for mask in placed)
    # Of whom it is told of all scans, it is not told once more of each.
    notice_odd_contrasts(height for mask in placed if mask.patient_id not in unfitting for height in mask.heights)
    notice_flat_masks((mask.patient_id, mask.path, mask.outline, mask.edges) for mask in listed)
    notice_missing_labels(((mask.patient_id, mask.labels) for mask in listed), sites or {})
