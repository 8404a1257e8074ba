"""Where the networks of one model and input look in the scans of test patients: maps, and numbers about them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.explanations.names import ItemMaps
from radiogenomics.explanations.places import Places
from radiogenomics.explanations.shares import agreement, saliency_shares
from radiogenomics.images.labels import ENHANCING, NECROTIC_CORE
from radiogenomics.images.masks import given, label_convention, mask_path
from radiogenomics.images.volume import EmptyMaskError, Volume, check_geometry, read_mask, read_volume
from radiogenomics.segmentation.masks import write_on_grid

KEYS = ["patient_id", "network", "path", "fold"]
AGREEMENT_COLUMNS = ["patient_id", "network", "path", "first", "second", "correlation"]


@dataclass(frozen=True, eq=False)
class Head:
    """A patient's scan, with the segmentation on its grid where there is one."""

    scan: Volume
    mask: np.ndarray | None

    @property
    def brain(self) -> np.ndarray:
        """Voxels of the brain: scans of these archives are 0 outside."""
        return self.scan.array != 0

    @property
    def core(self) -> np.ndarray | None:
        """The tumour core, whose grey values the simulation plants its effect in; None where it is not known."""
        return None if self.mask is None else np.isin(self.mask, (NECROTIC_CORE, ENHANCING))


def patients_of(cohort: pd.DataFrame) -> pd.DataFrame:
    """The included rows of cohort.csv by patient: of a patient with several scans, one is included at most."""
    return cohort[cohort["included"].astype(bool)].astype({"patient_id": str}).set_index("patient_id", drop=False)


def read_head(patient: pd.Series, modality: str, segmentation: str) -> Head:
    """Scan and segmentation of one patient.

    Args:
        patient: row of cohort.csv.
        modality: the scan, as in `path_<modality>`.
        segmentation: `automatic`, `corrected` or `none`.

    Raises:
        InputError: a file is missing or faulty, or the two lie on different grids.
    """
    name = str(patient["patient_id"])
    scan = read_volume(patient[f"path_{modality}"], name)
    files = [f"path_{kind}" for kind in ("corrected", "automatic")][segmentation == "automatic" :]
    if segmentation == "none" or not any(given(patient.get(file)) for file in files):
        return Head(scan, None)
    try:
        mask = read_mask(mask_path(patient, segmentation), name, label_convention(patient))
    except EmptyMaskError:
        return Head(scan, None)
    check_geometry(scan, mask, name)
    return Head(scan, mask.array)


def explain_patient(
    patient_id: str,
    head: Head,
    places: Places,
    maps: Mapping[tuple[str, str, int], ItemMaps],
    planted: bool,
    folder: str | Path,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Write a patient's maps, each the mean over folds, as NIfTI on the grid of the scan, and say where they lie.

    Args:
        patient_id: the patient.
        head: scan and segmentation.
        places: where the items lie in the scan.
        maps: of the patient's items, by kind of network, path and fold.
        planted: whether the simulation planted an effect in the scan.
        folder: where `<patient_id>_<network>_<path>.nii.gz` are written.

    Returns:
        patient_id, network, path, fold, part, value and chance, as of `saliency_shares`; and patient_id, network,
        path, first, second and correlation between folds, within the seen part of the brain.
    """
    seen = places.seen(patient_id, head.scan)
    on_scan = {key: normalised(places.on_scan(patient_id, own, head.scan)) for key, own in maps.items()}
    region = head.core if planted else None
    shares = [
        saliency_shares(own, head.mask, head.brain, seen, region).assign(**_named(patient_id, *key))
        for key, own in on_scan.items()
    ]
    agreements = []
    for kind, path in dict.fromkeys((kind, path) for kind, path, _ in on_scan):
        folds = {str(fold): own for (*pair, fold), own in on_scan.items() if pair == [kind, path]}
        for pair in agreement(folds, head.brain & seen).itertuples(index=False):
            agreements.append((patient_id, kind, path, *pair))
        mean = normalised(np.mean(list(folds.values()), axis=0))
        write_on_grid(mean, head.scan, Path(folder) / map_file(patient_id, kind, path))
    return pd.concat(shares, ignore_index=True), pd.DataFrame(agreements, columns=AGREEMENT_COLUMNS)


def map_file(patient_id: str, kind: str, path: str) -> str:
    """Name of the file of a patient's map."""
    return f"{patient_id}_{words(kind, path)}.nii.gz"


def words(kind: str, path: str) -> str:
    """A kind of network and a path through it, as a part of a file's name."""
    return "_".join(re.findall("[a-z]+", f"{kind} {path}"))


def first_patients(splits: pd.DataFrame, group: str, most: int | None) -> Sequence[str]:
    """Test patients of a group who are explained, in the order of their names."""
    tested = splits.loc[(splits["group"] == group) & (splits["subset"] == "test"), "patient_id"]
    return sorted(tested)[:most]


def _named(patient_id: str, kind: str, path: str, fold: int) -> dict[str, object]:
    return dict(zip(KEYS, (patient_id, kind, path, fold), strict=True))


def normalised(values: np.ndarray) -> np.ndarray:
    """Values that are nowhere negative, with sum 1; 0 throughout stays."""
    total = values.sum(dtype=np.float64)
    return (values / total if total > 0 else values).astype(np.float32)
