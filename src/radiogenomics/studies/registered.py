"""What of a cohort is registered, for all studies of the cohort together."""

from collections.abc import Iterable

from radiogenomics.modalities import MODALITIES
from radiogenomics.studies.study import Study


def registered_modalities(studies: Iterable[Study], cohort: str) -> list[str]:
    """The modalities that are read of a cohort's archive by any study, in the order of `MODALITIES`."""
    wanted = {modality for study in studies for modality in study.registered_modalities(cohort)}
    return [modality for modality in MODALITIES if modality in wanted]


def read_contents(studies: Iterable[Study], cohort: str) -> list[str]:
    """What is read of a cohort's archive by any study."""
    return sorted(
        {
            content
            for study in studies
            for name, contents in study.read_archives
            if name == cohort
            for content in contents
        }
    )
