"""What the training scans look like as they were given, and whether a patient's scans look like those.

A sequence given under another one's name is prepared like any other scan, and predicted. The share of grey levels that
a brain has tells sequences apart, whatever their unit: a scan is compared with the training scans of every sequence of
the model.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from radiogenomics.bundles.distance import (
    CERTAIN,
    FAR,
    describe_together,
    describe_training,
    distance_percentile,
    joint_distance_percentile,
)
from radiogenomics.checking.patients import Patient
from radiogenomics.files import read_table
from radiogenomics.images.orientation import orientation_code
from radiogenomics.images.volume import Volume, read_volume
from radiogenomics.oddities import noticed_since_last, take_over

PERCENTILES = (1, 5, 10, 25, 75, 90, 95, 98)
"""Of the voxels that are not 0, less the median, by the range from the 5th to the 95th."""
MOST_SCANS = 150
"""Training scans of a sequence that are read for the description; of more, every second, third … one."""
GREY_LEVELS, GEOMETRY = "grey_levels", "geometry"
MILLILITRE = 1000.0  # mm³
USUAL_SPREAD = (0.05, *(3.0,) * 3, *(0.05,) * 3)
"""Least sd of the logarithm of the volume, of extents and of edges in mm: brains that an atlas outlines are alike."""
DIGITS = 2
"""Decimals of voxel edges in mm that are compared: headers differ by rounding."""
SAME = "make sure that each file is the sequence that its option or column says, prepared as the training scans were"

Noticed = dict[str, str]
"""`about` (sequence, input or file), `severity` (suspicion or note), `what` and `what_to_do`."""
SUSPICION, NOTE = "suspicion", "note"


def noticed(about: str, severity: str, what: str, what_to_do: str) -> Noticed:
    """Something that is said of a patient with the prediction."""
    return {"about": about, "severity": severity, "what": what, "what_to_do": what_to_do}


def describe_scans(cohort_path: str, seen: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What the training scans of each sequence look like, without naming anybody.

    Args:
        cohort_path: cohort.csv.
        seen: training patients by sequence.

    Returns:
        By sequence `grey_levels` (`distance.describe_together`), `geometry` (`distance.describe_training`) and
        `orientations`, in which voxels are stored.

    Raises:
        InputError: a scan cannot be read.
    """
    cohort = read_table(cohort_path, required=["patient_id", "included"])
    included = cohort[cohort["included"]].set_index("patient_id")
    before, described = noticed_since_last(), {}
    for sequence, patients in seen.items():
        chosen = patients[:: max(1, -(-len(patients) // MOST_SCANS))]
        scans = (read_volume(included.loc[who, f"path_{sequence}"], who) for who in chosen)
        found = [(_grey_levels(scan), _geometry(scan), _orientation(scan)) for scan in scans]
        levels, places, orientations = zip(*found, strict=True)
        described[sequence] = {
            GREY_LEVELS: describe_together(np.stack(levels)),
            GEOMETRY: describe_training(np.stack(places), smallest=USUAL_SPREAD),
            "orientations": sorted(set(orientations)),
        }
    # What is odd in their headers was said when the study read them.
    noticed_since_last()
    take_over(before)
    return described


def compare_scans(
    patient: Patient, scans: Mapping[str, Volume], training: Mapping[str, Any]
) -> tuple[dict[str, float], list[Noticed]]:
    """Percentiles of a patient's scans among the training scans of their sequences, and what is suspicious of them.

    Args:
        patient: whose scans they are.
        scans: by sequence.
        training: of `describe_scans`.

    Returns:
        Percentile by `<sequence>_scan` and `<sequence>_geometry`; and lines: of each percentile above 99, or above 95
        where the grey levels are nearer to another sequence, which is named; and of each scan that had to be turned.
    """
    percentiles, lines = {}, []
    for sequence in (name for name in scans if name in training):
        levels, scan = _grey_levels(scans[sequence]), scans[sequence]
        distances = {name: joint_distance_percentile(levels, own[GREY_LEVELS]) for name, own in training.items()}
        nearest = min(distances, key=lambda name: distances[name][0])
        percentile = percentiles[f"{sequence}_scan"] = distances[sequence][1]
        # Where another sequence is nearer, less is enough: both speak for other names.
        if percentile > (CERTAIN if nearest == sequence else FAR):
            what = f"the scan given as {sequence} is unlike the {sequence} of the training patients in its grey levels"
            what += f", and looks more like their {nearest}" if nearest != sequence else ""
            lines.append(noticed(sequence, SUSPICION, what, SAME))
        place = distance_percentile(_geometry(scan), training[sequence][GEOMETRY], least=1.0)[1]
        percentiles[f"{sequence}_geometry"] = place
        if place > CERTAIN:
            lines.append(noticed(sequence, SUSPICION, _of_geometry(sequence, scan, training), SAME))
        if _orientation(scan) not in training[sequence]["orientations"]:
            lines.append(noticed(sequence, NOTE, _of_orientation(scan, training[sequence]["orientations"]), "nothing"))
    return percentiles, lines


def _grey_levels(scan: Volume) -> np.ndarray:
    """Percentiles of what is not 0, on a scale that a change of unit leaves as it is."""
    inside = scan.array[scan.array != 0].astype(np.float64)
    median, low, high = np.percentile(inside, (50, 5, 95))
    return (np.percentile(inside, PERCENTILES) - median) / ((high - low) or 1.0)


def _geometry(scan: Volume) -> np.ndarray:
    """Logarithm of the volume of what is not 0, its extent in mm (z, y, x), and the edges of a voxel."""
    inside, edges = scan.array != 0, np.array(scan.spacing)
    extents = []
    for axis in range(3):
        places = np.flatnonzero(inside.any(axis=tuple(other for other in range(3) if other != axis)))
        extents.append((places[-1] - places[0] + 1) * edges[2 - axis])
    return np.array([np.log(_millilitres(scan)), *extents, *edges.round(DIGITS)])


def _millilitres(scan: Volume) -> float:
    return float(np.count_nonzero(scan.array) * np.prod(scan.spacing) / MILLILITRE)


def _orientation(scan: Volume) -> str:
    return orientation_code((scan.stored or scan.grid).direction)


def _of_geometry(sequence: str, scan: Volume, training: Mapping[str, Any]) -> str:
    volume, *_, x, y, z = training[sequence][GEOMETRY]["mean"]
    edges = "×".join(f"{edge:.3g}" for edge in scan.spacing)
    return (
        f"the scan given as {sequence} has {_millilitres(scan):.0f} ml that are not 0, in voxels of {edges} mm (x, y, "
        f"z), unlike the training patients ({np.exp(volume):.0f} ml in the mean, voxels of {x:.3g}×{y:.3g}×{z:.3g} mm)"
    )


def _of_orientation(scan: Volume, known: Sequence[str]) -> str:
    return (
        f"its voxels are stored in the order {_orientation(scan)}, those of the training scans {' or '.join(known)}: "
        "axes were turned, and no voxel changed its value or place"
    )
