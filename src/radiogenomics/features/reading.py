"""A study's table of features, whatever it is made from."""

from functools import reduce
from pathlib import Path

import pandas as pd

from radiogenomics.features.captk import absent_regions, read_captk, region_volumes
from radiogenomics.features.clinical import clinical_features, segmented_volumes
from radiogenomics.features.table_settings import TableSettings
from radiogenomics.features.tables import read_feature_csv, rows_of_patients, unknown_patients
from radiogenomics.modalities import STRUCTURAL


def feature_table(
    settings: TableSettings, cohort: pd.DataFrame, local_dir: Path, modalities: list[str], segmentation: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Features of the included patients, and what of them is missing.

    Args:
        settings: the table, of any kind but `pyradiomics`.
        cohort: rows of cohort.csv.
        local_dir: folder of the archive's files.
        modalities: the study's modalities.
        segmentation: the study's segmentation.

    Returns:
        patient_id and one column per feature, sorted by patient; and the exclusions: patient_id, modality, region,
        reason.

    Raises:
        InputError: a file is missing or damaged, or does not fit the cohort.
    """
    if settings.kind == "captk":
        features = rows_of_patients(read_captk(local_dir, modalities, segmentation), cohort, "CaPTk's features")
        return features.reset_index(), absent_regions(features, cohort, modalities)
    if settings.kind == "csv":
        features = rows_of_patients(
            read_feature_csv(Path(settings.path), settings.patient_column), cohort, settings.path
        )
        return features.reset_index(), unknown_patients(features)
    features = clinical_features(cohort)
    if settings.volumes == "captk":
        structural = [modality for modality in modalities if modality in STRUCTURAL]
        captk = rows_of_patients(read_captk(local_dir, structural, segmentation), cohort, "CaPTk's features")
        # All modalities are measured in the same segmentation; a patient may lack some of them.
        volumes = (region_volumes(captk, modality) for modality in structural)
        features = features.join(reduce(pd.DataFrame.combine_first, volumes))
    elif settings.volumes == "segmentation":
        features = features.join(segmented_volumes(cohort, segmentation))
    return features.reset_index(), unknown_patients(features)
