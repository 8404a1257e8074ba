"""Radiomic features of all patients of a cohort, as one table."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, fields
from functools import partial

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.features.alike_shapes import notice_alike_shapes
from radiogenomics.features.equal_rows import equal_rows
from radiogenomics.features.names import FeatureName
from radiogenomics.features.odd_numbers import notice_alike_rows
from radiogenomics.features.patient import PatientFeatures, PatientFiles, extract_patient, find_files
from radiogenomics.features.radiomics import Exclusion
from radiogenomics.features.settings import RadiomicsSettings
from radiogenomics.files import nearest
from radiogenomics.images.cohort_facts import notice_odd_among_masks, notice_odd_among_scans
from radiogenomics.images.head_extents import HeadExtent, odd_extents
from radiogenomics.images.masks import Segmentation, refuse_binary_masks
from radiogenomics.images.missing_labels import sites_of
from radiogenomics.images.same_scan import refuse_same_scan
from radiogenomics.images.workers import map_patients
from radiogenomics.oddities import notice

logger = logging.getLogger(__name__)

MOST_UNLIKE = 100.0
"""Ratio of two patients' medians of one sequence from which scans are hardly in one unit."""
EXCLUSION_COLUMNS = ["patient_id", *(field.name for field in fields(Exclusion))]


def extract_features(
    patients: pd.DataFrame,
    modalities: Sequence[str],
    settings: RadiomicsSettings,
    mask: Segmentation = "automatic",
    workers: int = 1,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Compute the features of every patient on the scans as they are in the archive.

    Args:
        patients: patient_id, has_<modality> and path_<modality> of every modality, path_automatic, path_corrected and,
            where the segmentations' labels are not BraTS's, label_convention; an empty path is a file not found.
        modalities: those of the study that the table may use; all of them are used unless features are named.
        settings: what to compute, and how.
        mask: segmentation that defines the regions; `corrected` falls back to `automatic`.
        workers: processes, each of which works on one patient at a time.

    Returns:
        features: one row per patient, in the order of `patients`: patient_id, then one column per feature, sorted by
            name; missing where a feature could not be computed.
        exclusions: one row per patient, modality, region and class in which that is so, with the number of voxels
            found and needed and the reason; one row for a scan that the archive does not have of a patient.
        sources: source and sha256 of every scan and segmentation that was read.

    Raises:
        InputError: `mask` is `none`; a named feature needs a modality that is not among `modalities`; of the first
            patient whose scan or mask is missing or faulty (all patients are tried); of two patients who have the same
            scan; or all masks hold no label but 1 and nobody says what it means.
    """
    if mask == "none":
        raise InputError(
            "config: radiomic features describe the regions of a segmentation; set `mask` of the study to `automatic` "
            "or `corrected`"
        )
    features = settings.features(modalities)
    _check_modalities(features, modalities)
    needed = sorted({feature.modality for feature in features})
    files = [find_files(patient, needed, mask) for _, patient in patients.iterrows()]
    results = map_patients(partial(extract_patient, features=features, settings=settings), files, workers)
    refuse_binary_masks(
        (item.mask, item.convention, result.labels) for item, result in zip(files, results, strict=True)
    )
    _refuse_same_scans(files, results)
    notice_odd_among_masks((result.mask for result in results), sites_of(patients))
    notice_odd_among_scans(scan for result in results for scan in result.scans)
    if settings.resampling is None:
        _notice_spacings(results)
    if settings.normalisation == "none":
        _notice_units(files, results, needed)
    _log_messages(files, results)
    values = pd.DataFrame([result.values for result in results], columns=[str(feature) for feature in features])
    logger.info("%d features of %d patients, %d values missing", *values.shape[::-1], values.isna().to_numpy().sum())
    _log_constant_features(values)
    table = pd.concat([pd.Series([item.patient_id for item in files], name="patient_id"), values], axis="columns")
    for pair in equal_rows(table.set_index("patient_id")):
        notice("", pair.other, f"{pair}, as of one image filed under two patients; whose is it?")
    notice_alike_rows(table.set_index("patient_id"), "")
    notice_alike_shapes(table.set_index("patient_id"), "")
    sources = [item for result in results for item in result.sources.items()]
    return table, _exclusion_table(files, results), pd.DataFrame(sources, columns=["source", "sha256"])


def _check_modalities(features: Sequence[FeatureName], modalities: Sequence[str]) -> None:
    for feature in features:
        if feature.modality not in modalities:
            raise InputError(
                f"config: feature {feature}: {feature.modality!r} is not among the study's modalities"
                f"{nearest(feature.modality, modalities)}; add it to a group of the study, or remove the feature"
            )


def _refuse_same_scans(files: Sequence[PatientFiles], results: Sequence[PatientFeatures]) -> None:
    """Also two sequences may not be one image, whose patient has another name."""
    refuse_same_scan(
        (item.patient_id, item.scans[modality], voxels)
        for item, result in zip(files, results, strict=True)
        for modality, voxels in result.voxels.items()
    )


def _notice_spacings(results: Sequence[PatientFeatures]) -> None:
    """Features depend on the voxels' size, so that of several sizes they are no features of the tumour alone."""
    counts = Counter(result.spacing for result in results)
    if len(counts) > 1:
        told = "; ".join(f"{' × '.join(f'{size:g}' for size in edges)} mm: {n}" for edges, n in counts.most_common())
        said = f"voxels of several sizes (patients by size: {told})"
        suspects = list(dict.fromkeys(odd.patient_id for odd in odd_extents(_extents(results))))
        if suspects:
            said += f"; correct first the size in the headers of {', '.join(suspects)}, if it is wrong as it seems"
        notice("", None, f"{said}; where the headers are right, set `resampling` of the radiomic features")


def _extents(results: Sequence[PatientFeatures]) -> list[HeadExtent]:
    return [scan.extent for result in results for scan in result.scans]


def _notice_units(files: Sequence[PatientFiles], results: Sequence[PatientFeatures], modalities: Sequence[str]) -> None:
    """Without normalisation, scans in other units make features of other units."""
    for modality in modalities:
        medians = [
            (abs(result.medians[modality]), item.patient_id)
            for item, result in zip(files, results, strict=True)
            if result.medians.get(modality)
        ]
        (lowest, first), (highest, last) = (min(medians), max(medians)) if medians else ((1.0, ""), (1.0, ""))
        if highest > MOST_UNLIKE * lowest:
            notice(
                "",
                None,
                f"the tumour's median in {modality} is {lowest:.3g} of {first} and {highest:.3g} of {last}, as of "
                "scans in several units; bring them to one, or set `normalisation` of the radiomic features",
            )


def _exclusion_table(files: Sequence[PatientFiles], results: Sequence[PatientFeatures]) -> pd.DataFrame:
    rows = [
        {"patient_id": item.patient_id, **asdict(exclusion)}
        for item, result in zip(files, results, strict=True)
        for exclusion in result.exclusions
    ]
    return pd.DataFrame(rows, columns=EXCLUSION_COLUMNS).astype({"voxels": "Int64", "needed": "Int64"})


def _log_messages(files: Sequence[PatientFiles], results: Sequence[PatientFeatures]) -> None:
    """Say once what pyradiomics said of several patients."""
    patients: dict[str, list[str]] = {}
    for item, result in zip(files, results, strict=True):
        for message in result.messages:
            patients.setdefault(message, []).append(item.patient_id)
    for message, said_of in patients.items():
        logger.info("pyradiomics, of %d patients (first: %s): %s", len(said_of), said_of[0], message)


def _log_constant_features(values: pd.DataFrame) -> None:
    """Warn of features without information, which too wide bins make."""
    constant = values.columns[(values.nunique() == 1) & (values.count() > 1)]
    if len(constant):
        logger.warning(
            "%d of %d features are equal in all patients (first: %s); check the bins and the normalisation",
            *(len(constant), values.shape[1], constant[0]),
        )
