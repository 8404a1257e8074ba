"""A patient's scans and true segmentation on one grid, refused where they cannot be segmented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from radiogenomics.errors import InputError
from radiogenomics.images.labels import LabelConvention
from radiogenomics.images.masks import given
from radiogenomics.images.plausibility import notice_odd_voxels
from radiogenomics.images.volume import Volume, check_geometry, check_regions, read_mask, read_volume


@dataclass(frozen=True, eq=False)
class Case:
    """One patient's scans, all on one grid.

    Attributes:
        patient_id: the patient.
        scans: volume of each sequence, in the order of the network's channels.
        mask: labels 0, 1, 2, 4 on the same grid; None where nobody has segmented the tumour.
    """

    patient_id: str
    scans: Mapping[str, Volume]
    mask: Volume | None = None

    @property
    def grid(self) -> Volume:
        """The first scan, whose geometry all volumes share."""
        return next(iter(self.scans.values()))


def read_case(
    patient_id: str,
    scan_paths: Mapping[str, str | Path],
    sequences: Sequence[str],
    mask_path: str | Path | None = None,
    convention: LabelConvention = "brats",
) -> Case:
    """Read the sequences that a network sees, and the segmentation it is compared with.

    Args:
        patient_id: the patient.
        scan_paths: file of each sequence that the patient has.
        sequences: those to read, in the order of the network's channels.
        mask_path: segmentation; None where there is none.
        convention: what the numbers in the segmentation mean.

    Raises:
        InputError: a sequence is missing, a file is faulty (`read_volume`, `read_mask`), the segmentation does not
            tell regions apart, or two volumes lie on different grids.
    """
    scans = {}
    for sequence in sequences:
        if not given(scan_paths.get(sequence)):
            raise InputError(
                f"patient {patient_id}: no {sequence} scan, which the network needs; give it, leave {sequence} out of "
                "`sequences`, or exclude the patient"
            )
        scans[sequence] = read_volume(scan_paths[sequence], patient_id)
    first, *others = scans.values()
    for scan in others:
        check_geometry(first, scan, patient_id)
    if mask_path is None:
        for sequence, scan in scans.items():
            notice_odd_voxels(scan, None, patient_id, sequence)
        return Case(patient_id, scans)
    mask = read_mask(mask_path, patient_id, convention)
    check_regions(mask, patient_id)
    check_geometry(first, mask, patient_id)
    for sequence, scan in scans.items():
        notice_odd_voxels(scan, mask, patient_id, sequence)
    return Case(patient_id, scans, mask)
