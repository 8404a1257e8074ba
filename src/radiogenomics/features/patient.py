"""Radiomic features of one patient: the segmentation is read once, each scan once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.features.messages import collected_messages
from radiogenomics.features.names import FeatureName
from radiogenomics.features.radiomics import Exclusion, extract
from radiogenomics.features.settings import RadiomicsSettings
from radiogenomics.images.cohort_facts import MaskFacts, ScanFacts, mask_facts, scan_facts
from radiogenomics.images.exchanged_contrast import notice_exchanged_contrast
from radiogenomics.images.labels import LabelConvention
from radiogenomics.images.masks import expected, given, label_convention, mask_path
from radiogenomics.images.misplaced import CoarseScan, coarse_scan, notice_misplaced_sequences
from radiogenomics.images.plausibility import notice_odd_voxels
from radiogenomics.images.region_brightness import notice_inverted_sequences
from radiogenomics.images.same_scan import notice_scaled_sequences, refuse_same_sequences, voxels_sha256
from radiogenomics.images.volume import (
    check_contrast,
    check_geometry,
    check_regions,
    read_mask,
    read_volume,
    source_sha256,
)


@dataclass(frozen=True)
class PatientFiles:
    """What is read of a patient.

    Attributes:
        patient_id: the patient.
        scans: file of each modality; None where the archive does not have it of the patient.
        mask: the segmentation.
        convention: what the numbers in the segmentation mean; None where nobody says it.
    """

    patient_id: str
    scans: Mapping[str, Path | None]
    mask: Path
    convention: LabelConvention | None


@dataclass(frozen=True)
class PatientFeatures:
    """What comes of it.

    Attributes:
        values: one per feature asked for, in their order; NaN where it could not be computed.
        exclusions: why.
        messages: what pyradiomics warned of, each once.
        voxels: checksum of the voxels of each scan that was read, by modality.
        sources: checksum of each file or series that was read, by its path.
        labels: those in the segmentation.
        spacing: edges (x, y, z) of the voxels in mm.
        scans: what is kept of each scan that was read, to hold it against others'.
        mask: what is kept of the segmentation.
        medians: of the tumour's voxels in each scan, by modality.
    """

    values: Sequence[float]
    exclusions: Sequence[Exclusion]
    messages: Sequence[str]
    voxels: Mapping[str, str]
    sources: Mapping[str, str]
    labels: Sequence[int]
    spacing: tuple[float, ...]
    scans: Sequence[ScanFacts]
    mask: MaskFacts
    medians: Mapping[str, float]


def find_files(patient: pd.Series, modalities: Sequence[str], mask: str) -> PatientFiles:
    """Files of a patient, from the row of the cohort's table.

    Raises:
        InputError: the archive has a scan or segmentation of the patient that was not found.
    """
    patient_id = str(patient["patient_id"])
    scans: dict[str, Path | None] = {}
    for modality in modalities:
        path = patient[f"path_{modality}"]
        if patient[f"has_{modality}"] and not given(path):
            raise InputError(
                f"patient {patient_id}: no {modality} scan found{expected(patient, modality)}; "
                "download it or exclude the patient"
            )
        scans[modality] = Path(path) if patient[f"has_{modality}"] else None
    return PatientFiles(patient_id, scans, mask_path(patient, mask), label_convention(patient))


def extract_patient(
    files: PatientFiles, features: Sequence[FeatureName], settings: RadiomicsSettings
) -> PatientFeatures:
    """Compute the features of one patient.

    Raises:
        InputError: a scan or the segmentation is faulty, they do not lie on one grid, the segmentation tells no
            regions apart, a scan has no contrast inside it, or two sequences are one image.
    """
    mask = read_mask(files.mask, files.patient_id, files.convention)
    if any(feature.region != "whole" for feature in features):
        check_regions(mask, files.patient_id)
    values = dict.fromkeys(features, np.nan)
    exclusions: list[Exclusion] = []
    shapes: dict[str, Mapping[str, float]] = {}
    voxels: dict[str, str] = {}
    inside: dict[str, np.ndarray] = {}
    scans: list[ScanFacts] = []
    coarse: dict[str, CoarseScan] = {}
    fitting = ""
    sources = {str(files.mask): source_sha256(files.mask)}
    with collected_messages() as messages:
        for modality, path in files.scans.items():
            if path is None:
                exclusions.append(Exclusion(modality, "", "", None, None, f"the archive has no {modality} scan"))
                continue
            image = read_volume(path, files.patient_id)
            check_geometry(image, mask, files.patient_id, fitting)
            fitting = path.name
            check_contrast(image, mask, files.patient_id)
            notice_odd_voxels(image, mask, files.patient_id, modality)
            inside[modality] = image.array[mask.array > 0]
            scans.append(scan_facts(image, files.patient_id, modality))
            voxels[modality] = voxels_sha256(image.array)
            coarse[modality] = coarse_scan(image)
            sources[str(path)] = source_sha256(path)
            wanted = [feature for feature in features if feature.modality == modality]
            found, missing = extract(image, mask, wanted, settings, shapes, files.patient_id)
            values.update(found)
            exclusions.extend(missing)
    refuse_same_sequences(files.patient_id, voxels)
    notice_scaled_sequences(files.patient_id, inside)
    placed = notice_misplaced_sequences(files.patient_id, coarse)
    notice_inverted_sequences(files.patient_id, coarse)
    notice_exchanged_contrast(files.patient_id, mask.array, coarse)
    return PatientFeatures(
        values=list(values.values()),
        exclusions=exclusions,
        messages=list(dict.fromkeys(messages)),
        voxels=voxels,
        sources=sources,
        labels=mask.labels,
        spacing=tuple(round(size, 3) for size in mask.spacing),
        scans=scans,
        mask=mask_facts(mask, files.patient_id, placed),
        medians={modality: float(np.median(found)) for modality, found in inside.items()},
    )
