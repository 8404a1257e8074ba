"""Segmentations that one study predicts for the patients of another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from radiogenomics.errors import InputError
from radiogenomics.settings import Settings
from radiogenomics.studies.names import check_known

if TYPE_CHECKING:
    from radiogenomics.studies.patient_study import PatientStudy


class PredictedMasksSettings(Settings):
    """Where a study takes its segmentations from, with `mask: predicted`."""

    study: str = Field(description="Name of a study of kind `segmentation` of the same cohort, which trains all folds.")
    model: str = Field(description="Name of one of its networks.")
    compare_with: str | None = Field(
        None,
        description="Name of a study with the same models and inputs, on segmentations that were given: a table has "
        "the AUCs of both.",
    )


@dataclass(frozen=True)
class PredictedMasks:
    """Segmentations by the networks of all folds of one model.

    Attributes:
        cohort: name of the cohort whose patients are segmented.
        title: of the model.
        table: patients, files, and the folds whose networks segmented each.
        records: of the patients that these networks were trained on.
    """

    cohort: str
    title: str
    table: str
    records: list[str]


def check_predicted_masks(key: str, study: PatientStudy) -> None:
    """Refuse predicted segmentations that nobody reads or makes, and a comparison with what differs.

    Raises:
        InputError: the first thing that is wrong.
    """
    settings = study.settings.predicted_masks
    if (study.settings.segmentation == "predicted") != (settings is not None):
        raise InputError(f"config: {key} and `mask: predicted` need each other; set both, or none of them")
    if settings is None:
        return
    check_known(f"{key}.study", [settings.study], study.others)
    segmented, own = study.predicted_masks.cohort, study.settings.cohort
    if segmented != own:
        raise InputError(
            f"config: {key}.study: {settings.study} segments the cohort {segmented!r}, and not {own!r}; name a study "
            "of the same cohort"
        )
    if settings.compare_with is not None:
        check_known(f"{key}.compare_with", [settings.compare_with], study.others)
        other = study.others[settings.compare_with].settings
        check_known(f"{key}.compare_with: models", study.own_models, other.reported_models)
        check_known(f"{key}.compare_with: inputs", study.settings.inputs_of_ensembles, other.inputs_of_ensembles)
