"""What no single key can say: names that must exist, folders that must open, weights that must fit."""

import os
from collections.abc import Mapping
from pathlib import Path

from radiogenomics.cohorts.settings import SIMULATED_TCGA, CohortSettings
from radiogenomics.downloads.data_folder import is_in_results
from radiogenomics.errors import InputError
from radiogenomics.modalities import modalities_of
from radiogenomics.studies.names import check_known, check_published, check_readable
from radiogenomics.studies.study import Study


def check_weights_folder(weights: str) -> None:
    """Refuse `weights` that are neither a known word nor a folder that can be read."""
    if weights not in ("pretrain", "download"):
        fix = "set `pretrain`, `download`, or a folder that can be read"
        check_readable("weights", Path(weights), os.scandir, fix)


def check_cohort(name: str, cohort: CohortSettings) -> None:
    """Refuse a cohort whose simulation or folder is missing, or whose simulated modalities do not exist."""
    key = f"cohorts.{name}"
    if cohort.source == "simulated":
        if cohort.simulation is None:
            raise InputError(f"config: {key}.simulation is missing; `source: simulated` needs it")
    elif cohort.source == SIMULATED_TCGA:
        if cohort.response_simulation is None:
            raise InputError(f"config: {key}.response_simulation is missing; `source: {SIMULATED_TCGA}` needs it")
    elif cohort.source == "own" and cohort.local_dir is None:
        raise InputError(f"config: {key}.local_dir is empty; set it to the folder that holds your patients.csv")
    elif cohort.local_dir is not None:
        if is_in_results(Path(cohort.local_dir)):
            why = "lies in results/, which holds what is made and may be deleted; move it, or correct the path"
            raise InputError(f"config: {key}.local_dir: {cohort.local_dir} {why}")
        fix = "correct the path or its permissions"
        check_readable(f"{key}.local_dir", Path(cohort.local_dir), os.scandir, fix)
    if cohort.own is not None and cohort.source != "own":
        raise InputError(f"config: {key}.own: belongs to `source: own`; remove it, or correct the source")
    if cohort.simulation is not None:
        known = modalities_of("simulated")
        check_known(f"{key}.simulation.modalities", cohort.simulation.modalities, known)
        check_known(f"{key}.simulation.effect", cohort.simulation.effect, known)
        check_known(f"{key}.simulation.mean_contrast", cohort.simulation.mean_contrast, known)


def check_overlaps(name: str, cohort: CohortSettings, cohorts: Mapping[str, CohortSettings]) -> None:
    """Refuse a cohort that is to exclude the patients of itself, or of one that does not exist."""
    others = [other for other in cohorts if other != name]
    check_known(f"cohorts.{name}.exclude_patients_of", cohort.exclude_patients_of, others)


def check_study(study: Study) -> None:
    """Refuse a study with a name that does not exist or is there twice, or with weights that do not suit it."""
    key, settings = f"studies.{study.name}", study.settings
    study.check(key)
    check_published(f"{key}.published", settings.published)
    check_known(f"{key}.table_numbers", settings.table_numbers, settings.numbered_tables)
    check_known(f"{key}.figure_ensembles", settings.figure_ensembles, settings.inputs_of_ensembles)
    if settings.controls.refit and not study.fits_classifiers:
        raise InputError(f"config: {key}.controls.refit: only classifiers of features are refitted; remove it")
    for name in ("retrained_permutations", "retrained_seeds"):
        if getattr(settings.controls, name) and not study.retrains_networks:
            raise InputError(f"config: {key}.controls.{name}: only networks are retrained; use `refit`, or set it to 0")
