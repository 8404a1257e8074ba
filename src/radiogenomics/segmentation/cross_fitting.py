"""One predicted mask of every patient, by networks that did not train on the patient.

A training patient is segmented by the network of the fold in which he or she validates; a test patient, and a patient
that nobody has segmented, by the networks of all folds, by the mean of their probabilities.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.devices.compute import Compute
from radiogenomics.errors import InputError
from radiogenomics.files import sha256_of
from radiogenomics.networks.network import Network
from radiogenomics.segmentation.arrays import patient_case
from radiogenomics.segmentation.ensemble import averaged_labels
from radiogenomics.segmentation.inference import segment
from radiogenomics.segmentation.masks import write_mask
from radiogenomics.segmentation.preparation import prepare
from radiogenomics.segmentation.settings import InferenceSettings, PostprocessingSettings, PreparationSettings

COLUMNS = ("patient_id", "scan_id", "fold", "path", "sha256", "voxels")


def folds_of_patients(
    cohort: pd.DataFrame, splits: pd.DataFrame, folds: Sequence[int], sequences: Sequence[str], mask: str
) -> dict[str, list[int]]:
    """Folds whose networks segment each patient of a study, by patient_id, in the order of the names.

    Args:
        cohort: rows of the study's cohort.csv.
        splits: rows of splits.csv, of the group of the networks.
        folds: those that were trained.
        sequences: what the networks see.
        mask: segmentation that the study asks of its patients; who lacks it and nothing else is segmented, too.

    Raises:
        InputError: a patient validates in a fold that was not trained, so that all networks were trained on him or her.
    """
    found: dict[str, list[int]] = {}
    for row in splits.astype({"patient_id": str}).itertuples():
        if row.subset == "test":
            found[row.patient_id] = list(folds)
        elif row.subset == "train":
            if row.fold not in folds:
                raise InputError(
                    f"patient {row.patient_id}: every trained network was trained on this patient, who validates in "
                    f"fold {row.fold:g}; train all folds (remove `trained_folds`)"
                )
            found[row.patient_id] = [int(row.fold)]
    has_all = cohort[[f"has_{sequence}" for sequence in sequences]].astype(bool).all(axis=1)
    unsegmented = cohort[has_all & _lacks_segmentation(cohort, mask)]
    return dict(sorted({**{str(name): list(folds) for name in unsegmented["patient_id"]}, **found}.items()))


def segmentable(cohort: pd.DataFrame, mask: str) -> pd.DataFrame:
    """Rows of cohort.csv of the scans that take part, and of those that lack nothing but a segmentation."""
    return cohort[cohort["included"].astype(bool) | _lacks_segmentation(cohort, mask)]


def _lacks_segmentation(cohort: pd.DataFrame, mask: str) -> pd.Series:
    return cohort["exclusion_reason"] == f"no {mask} segmentation"


class CrossFitting:
    """Networks of all folds of one model, and how they are applied to patients."""

    def __init__(
        self,
        networks: Mapping[int, Network],
        preparation: PreparationSettings,
        inference: InferenceSettings,
        postprocessing: PostprocessingSettings,
        folder: str | Path,
        compute: Compute,
    ) -> None:
        """Take note of all of it.

        Args:
            networks: network of each fold.
            preparation: what the networks see.
            inference: windows.
            postprocessing: what is done to predicted labels.
            folder: in which `<patient>.nii.gz` is written.
            compute: device; the arithmetic is that of the key `inference`.
        """
        self.networks = {fold: compute.network(network.eval()) for fold, network in networks.items()}
        self.preparation, self.inference, self.postprocessing = preparation, inference, postprocessing
        self.folder, self.compute = Path(folder), compute

    def run(self, cohort: pd.DataFrame, folds: Mapping[str, Sequence[int]]) -> pd.DataFrame:
        """Segment all patients.

        Args:
            cohort: rows of `segmentable`.
            folds: whose networks segment each patient.

        Returns:
            Columns `COLUMNS`, a row per patient and fold: the file, its checksum, and its voxels of tumour.
        """
        patients = cohort.astype({"patient_id": str}).set_index("patient_id", drop=False)
        rows = []
        for patient_id, of_patient in folds.items():
            patient = patients.loc[patient_id]
            path = self.folder / f"{patient_id}.nii.gz"
            labels = self._segmented(patient, of_patient, path)
            facts = (str(path), sha256_of(path), int(np.count_nonzero(labels)))
            rows += [(patient_id, patient["scan_id"], fold, *facts) for fold in of_patient]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def _segmented(self, patient: pd.Series, folds: Sequence[int], path: Path) -> np.ndarray:
        case = patient_case(patient, self.preparation.sequences, "none")
        prepared = prepare(case, self.preparation)
        logits = [segment(self.networks[fold], prepared, self.inference, self.compute) for fold in folds]
        labels = averaged_labels(logits, prepared, self.postprocessing)
        write_mask(labels, case.grid, path)
        return labels
