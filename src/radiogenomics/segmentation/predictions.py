"""Masks of validation and test patients, by the networks of all trained folds of one model."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.devices.compute import Compute
from radiogenomics.files import sha256_of
from radiogenomics.networks.network import Network
from radiogenomics.segmentation.arrays import patient_case
from radiogenomics.segmentation.case import Case
from radiogenomics.segmentation.channels import channels_of
from radiogenomics.segmentation.inference import segment
from radiogenomics.segmentation.masks import write_mask
from radiogenomics.segmentation.names import DICE, TEST, VALIDATION
from radiogenomics.segmentation.postprocessing import CLEAN_UP, post_processed
from radiogenomics.segmentation.preparation import on_scan_grid, prepare
from radiogenomics.segmentation.scores import region_dice
from radiogenomics.segmentation.settings import InferenceSettings, PostprocessingSettings, PreparationSettings

COLUMNS = ("fold", "subset", "patient_id", "path", "sha256")
STEP_COLUMNS = ("fold", "patient_id", "step", "region", "metric", "value")


def predicted_patients(splits: pd.DataFrame, group: str, fold: int) -> pd.DataFrame:
    """Patients that the network of a fold predicts: those who validate in it, and all test patients.

    Args:
        splits: rows of splits.csv.
        group: group of the network.
        fold: of the network.

    Returns:
        patient_id and subset (`validation`, `test`), sorted by both.
    """
    rows = splits[splits["group"] == group]
    validates = (rows["subset"] == "train") & (rows["fold"] == fold)
    chosen = rows[validates | (rows["subset"] == "test")]
    subset = np.where(chosen["subset"] == "test", TEST, VALIDATION)
    found = pd.DataFrame({"patient_id": chosen["patient_id"].to_numpy(), "subset": subset})
    return found.sort_values(["subset", "patient_id"], ignore_index=True)


class Segmentation:
    """How the networks of one model are applied to patients, and where their masks are written."""

    def __init__(
        self,
        cohort: pd.DataFrame,
        preparation: PreparationSettings,
        inference: InferenceSettings,
        postprocessing: PostprocessingSettings,
        mask: str,
        folder: str | Path,
        compute: Compute,
    ) -> None:
        """Take note of all of it.

        Args:
            cohort: rows of cohort.csv.
            preparation: what the networks see.
            inference: windows.
            postprocessing: what is done to predicted labels.
            mask: true segmentation, `automatic` or `corrected`, to score the steps of the clean-up by.
            folder: below which `fold<fold>/<patient>.nii.gz` is written.
            compute: device; the arithmetic is that of the key `inference`.
        """
        self.patients = cohort[cohort["included"].astype(bool)].set_index("patient_id", drop=False)
        self.preparation, self.inference, self.postprocessing = preparation, inference, postprocessing
        self.mask, self.folder, self.compute = mask, Path(folder), compute

    def run(
        self, networks: Iterable[tuple[int, Callable[[], Network]]], splits: pd.DataFrame, group: str
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Segment all patients of all folds.

        Args:
            networks: each fold with a function that loads its network, so that one is in memory at a time.
            splits: rows of splits.csv.
            group: of the networks.

        Returns:
            Columns `COLUMNS`, a row per mask, and `STEP_COLUMNS`, a row per test patient, step and region.
        """
        rows, steps = [], []
        for fold, load in networks:
            network = self.compute.network(load().eval())
            for patient in predicted_patients(splits, group, fold).itertuples():
                case = patient_case(self.patients.loc[patient.patient_id], self.preparation.sequences, self.mask)
                labels = self.labels(network, case)
                path = self.folder / f"fold{fold}" / f"{patient.patient_id}.nii.gz"
                write_mask(labels[CLEAN_UP], case.grid, path)
                rows.append((fold, patient.subset, patient.patient_id, str(path), sha256_of(path)))
                if patient.subset == TEST:
                    steps += [
                        (fold, patient.patient_id, step, region, DICE, value)
                        for step, predicted in labels.items()
                        for region, value in region_dice(case.mask.array, predicted).items()
                    ]
        return pd.DataFrame(rows, columns=list(COLUMNS)), pd.DataFrame(steps, columns=list(STEP_COLUMNS))

    def labels(self, network: Network, case: Case) -> dict[str, np.ndarray]:
        """Labels after each step of the clean-up, on the grid of the scans (z, y, x)."""
        prepared = prepare(case, self.preparation)
        logits = segment(network, prepared, self.inference, self.compute)
        steps = post_processed(logits, channels_of(len(logits)), self.postprocessing)
        return {step: on_scan_grid(labels, prepared.window, prepared.scan_shape) for step, labels in steps.items()}
