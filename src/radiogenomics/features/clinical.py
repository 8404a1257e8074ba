"""The clinical baseline: age, sex and the volumes of the tumour's regions."""

from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.images.cohort_facts import mask_facts, notice_odd_among_masks
from radiogenomics.images.labels import ENHANCING, NECROTIC_CORE, OEDEMA, WHOLE_TUMOUR
from radiogenomics.images.masks import Segmentation, label_convention, mask_path, refuse_binary_masks
from radiogenomics.images.missing_labels import sites_of
from radiogenomics.images.odd_masks import notice_odd_mask
from radiogenomics.images.volume import read_mask

VOLUMES = {"volume_edema": OEDEMA, "volume_enhancing": ENHANCING, "volume_necrotic": NECROTIC_CORE}


def clinical_features(cohort: pd.DataFrame) -> pd.DataFrame:
    """Age in years and sex (1 male, 0 female) of the included patients, by patient_id; missing where not known."""
    included = cohort[cohort["included"].astype(bool)].set_index("patient_id").sort_index()
    return pd.DataFrame({"age": included["age"], "sex_male": included["sex"].map({"M": 1.0, "F": 0.0})})


def segmented_volumes(cohort: pd.DataFrame, segmentation: Segmentation) -> tuple[pd.DataFrame, list[Path]]:
    """Volumes in mm³ of oedema, enhancing tumour and necrotic core of the included patients, and their segmentations.

    Raises:
        InputError: a segmentation is missing, cannot be read, or tells no regions apart; or all of them hold label 1
            alone, and nobody says what it means.
    """
    included = cohort[cohort["included"].astype(bool)].sort_values("patient_id")
    rows, sources, found, facts = {}, [], [], []
    for _, patient in included.iterrows():
        sources.append(mask_path(patient, segmentation))
        convention = label_convention(patient)
        mask = read_mask(sources[-1], patient["patient_id"], convention)
        found.append((sources[-1], convention, mask.labels))
        notice_odd_mask(mask, patient["patient_id"])
        facts.append(mask_facts(mask, patient["patient_id"]))
        if (mask.array == WHOLE_TUMOUR).any():
            raise InputError(
                f"patient {patient['patient_id']}: {mask.path} tells no regions of the tumour apart; "
                "set `volumes: none` of the clinical table"
            )
        voxel = float(np.prod(mask.spacing))
        rows[patient["patient_id"]] = {
            name: voxel * np.count_nonzero(mask.array == label) for name, label in VOLUMES.items()
        }
    refuse_binary_masks(found)
    notice_odd_among_masks(facts, sites_of(included))
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("patient_id"), sources
