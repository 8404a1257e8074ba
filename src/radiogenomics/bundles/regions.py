"""A segmentation of the tumour's regions, by the mean of the probabilities of all folds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.distance import FAR
from radiogenomics.bundles.outcome import Outcome
from radiogenomics.bundles.page import distances_block, page_of_blocks
from radiogenomics.bundles.result import Result, Said
from radiogenomics.files import name_of_file
from radiogenomics.images.labels import CONVENTIONS, ENHANCING, NECROTIC_CORE, OEDEMA, LabelConvention
from radiogenomics.images.volume import Volume
from radiogenomics.report.fragments import figure_block
from radiogenomics.report.html import NONE, table_block
from radiogenomics.report.style import save_figure
from radiogenomics.segmentation.masks import write_mask
from radiogenomics.segmentation.outline_figure import outline_figure
from radiogenomics.segmentation.region_volumes import MEASURED, region_volumes

WHOLE = "whole tumour"
LABEL_NAMES = {NECROTIC_CORE: "necrotic core (NCR)", OEDEMA: "oedema (ED)", ENHANCING: "enhancing tumour (ET)"}
MASKS, PICTURES = "masks", "pictures"
"""Folders of what is written of patients."""
MOST_SHOWN = 20
"""Patients whose pictures are in the page; those of the others are files next to it."""


@dataclass(frozen=True, eq=False)
class MaskOutcome(Outcome):
    """What the networks of a bundle segment of one patient.

    `predictions` has input, fold, patient_id, region, volume_ml: of each fold's own mask.

    Attributes:
        mask: labels 0, 1, 2 and 4 in the geometry of the patient's first scan; of all folds together.
        convention: numbers in the file that is written.
        shown: scans of one slice by sequence, and its labels and number, of `segmentation.outline_figure.shown_slices`.
        not_read: what was given and is not needed.
    """

    mask: Volume | None = None
    convention: LabelConvention = "brats"
    shown: tuple[Mapping[str, Volume], np.ndarray, int] | None = None
    not_read: Sequence[str] = ()


class Regions(Result):
    """A mask of each patient, and how large its regions are."""

    def summary(self, bundle: Bundle, patient: str, outcome: MaskOutcome) -> dict[str, Any]:
        """Volumes with their range over folds, the file of the mask, the distance from the training patients."""
        of_folds = outcome.predictions.groupby("region", sort=False)["volume_ml"]
        return {
            "patient_id": patient,
            "volume_ml": region_volumes(outcome.mask.array, outcome.mask.spacing),
            "lowest_fold_ml": of_folds.min().to_dict(),
            "highest_fold_ml": of_folds.max().to_dict(),
            "n_models": bundle.folds,
            "mask": f"{MASKS}/{name_of_file(patient)}.nii.gz",
            "label_convention": outcome.convention,
            "missing": list(outcome.missing),
            "not_read": list(outcome.not_read),
            "distance_percentile": dict(outcome.distances),
            "unlike_training": [name for name, percentile in outcome.distances.items() if percentile > FAR],
        }

    def row(self, said: Said) -> dict[str, Any]:
        """One column per region and distance."""
        row = {key: value for key, value in said.items() if not isinstance(value, list | dict)}
        for name in ("volume_ml", "lowest_fold_ml", "highest_fold_ml"):
            row |= {f"{name}_{region.replace(' ', '_')}": value for region, value in said[name].items()}
        row |= {f"distance_percentile_{name}": value for name, value in said["distance_percentile"].items()}
        return row | {name: " ".join(said[name]) for name in ("missing", "not_read", "unlike_training")}

    def line(self, said: Said) -> str:
        """The volume of the whole tumour."""
        volume = said["volume_ml"][WHOLE]
        return f"{said['patient_id']}: {f'whole tumour {volume:.1f} ml' if volume else 'no tumour found'}"

    def write_files(self, said: Sequence[Said], outcomes: Sequence[MaskOutcome], folder: Path) -> None:
        """Write the masks, in the geometry of the scans, and pictures of them."""
        for each, outcome in zip(said, outcomes, strict=True):
            write_mask(outcome.mask.array, outcome.mask, folder / each["mask"], outcome.convention)
            scans, labels, _ = outcome.shown
            # Whether the patient is simulated is not known here; the page says which patients the model was trained on.
            save_figure(outline_figure(scans, labels), _picture(folder, each), simulated=False)

    def page(
        self,
        bundle: Bundle,
        said: Sequence[Said],
        outcomes: Sequence[MaskOutcome],
        left_out: Mapping[str, str],
        folder: Path,
    ) -> str:
        """Tables of volumes and distances, and a picture of each patient."""
        blocks = []
        if said:
            blocks += [table_block(_volumes(said), "Volumes of regions", _note(bundle, said), "volumes")]
            blocks += [distances_block(said)]
        for number, (each, outcome) in enumerate(zip(said[:MOST_SHOWN], outcomes, strict=False), start=1):
            title = f"{each['patient_id']}, outlines of the predicted regions"
            blocks.append(figure_block(_picture(folder, each), number, title, _caption(outcome), False))
        lead = "Regions of the tumour as networks outline them; nobody has corrected them."
        return page_of_blocks(bundle, lead, blocks, left_out)

    def task(self, description: Mapping[str, Any]) -> str:
        """What the bundle's description says is done: segmentation of a label."""
        return f"segmentation of {description['label']['name']}"

    def output_format(self, description: Mapping[str, Any]) -> dict[str, Any]:
        """A map of labels."""
        return {
            "type": "image",
            "format": "segmentation",
            "num_channels": 1,
            "spatial_shape": ["*", "*", "*"],
            "dtype": "uint8",
            "value_range": [0, max(LABEL_NAMES)],
            "is_patch_data": False,
            "channel_def": {"0": "background", **{str(label): name for label, name in LABEL_NAMES.items()}},
        }

    def predicts(self, description: Mapping[str, Any]) -> str:
        """Sentence of the card: which regions of the tumour are segmented."""
        return "Segments the tumour: necrotic core, oedema and enhancing tumour."

    def reading(self, description: Mapping[str, Any], thresholds: Sequence[Mapping[str, Any]]) -> str:
        """The numbers in a mask."""
        labels = "\n".join(f"- {label}: {name}" for label, name in LABEL_NAMES.items())
        return f"## Numbers in a mask (convention `brats`)\n- 0: background\n{labels}"

    def averaging(self, description: Mapping[str, Any]) -> str:
        """Probabilities of voxels, where there is more than one fold."""
        folds = description["folds"]
        if folds == 1:
            return "One fold was trained: its network decides, and what it gives is cleaned up."
        return (
            f"In each voxel the mean of the {folds} folds' probabilities is taken, and what that gives is cleaned up."
        )


def _picture(folder: Path, said: Said) -> Path:
    return folder / PICTURES / f"{name_of_file(said['patient_id'])}.png"


def _volumes(said: Sequence[Said]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Patient": each["patient_id"],
            "Mask": each["mask"],
            "Region": region,
            "Volume, ml": f"{each['volume_ml'][region]:.2f}",
            "Folds, lowest": _of_folds(each, "lowest_fold_ml", region),
            "Folds, highest": _of_folds(each, "highest_fold_ml", region),
        }
        for each in said
        for region in MEASURED
    )


def _of_folds(said: Said, name: str, region: str) -> str:
    """A bound of the range over folds; of one fold there is none."""
    return f"{said[name][region]:.2f}" if said["n_models"] > 1 else NONE


def _note(bundle: Bundle, said: Sequence[Said]) -> str:
    numbers = CONVENTIONS[said[0]["label_convention"]]
    stored = ", ".join(f"{number} {LABEL_NAMES[label]}" for number, label in numbers.items())
    ignored = [each["patient_id"] for each in said if each["not_read"]]
    note = f" A segmentation that was given of {', '.join(ignored)} is not read." if ignored else ""
    more = f" Pictures of all are in `{PICTURES}/`." if len(said) > MOST_SHOWN else ""
    by = f"Mask of the mean over {bundle.folds} folds" if bundle.folds > 1 else "Mask by the network of one fold"
    spread = "; the range is that of the folds' own masks" if bundle.folds > 1 else ""
    return f"{by}, in the geometry of the patient's own scan{spread}. Numbers in the file: {stored}.{note}{more}"


def _caption(outcome: MaskOutcome) -> str:
    _, labels, z = outcome.shown
    slices = f"Axial slice {z + 1} from below, of {len(outcome.mask.array)}"
    return f"{slices}, in which most of the tumour lies." if labels.any() else f"{slices}. No tumour was found."
