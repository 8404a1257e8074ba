"""What no single key of a study of features can say: its names, and tables that must suit the cohort."""

from collections.abc import Iterable
from pathlib import Path

from radiogenomics.cohorts.settings import CohortSettings
from radiogenomics.errors import InputError
from radiogenomics.features.table_settings import TableSettings
from radiogenomics.predictions.external_settings import INPUT
from radiogenomics.studies.features.settings import FeatureStudySettings
from radiogenomics.studies.names import check_known, check_readable, check_unique


def check_feature_study(key: str, study: FeatureStudySettings, cohort: CohortSettings) -> None:
    """Refuse names that do not exist or are there twice, and tables that do not suit the cohort."""
    check_unique(
        key,
        {
            "inputs, models and external (`best` and `external` are taken)": [
                *(*study.inputs, *study.reported_models, "best", INPUT),
            ],
            "titles of models": list(study.model_titles.values()),
            "titles of inputs": list(study.ensemble_titles.values()),
        },
    )
    for name, item in study.inputs.items():
        check_known(f"{key}.inputs.{name}.group", [item.group], study.groups)
        check_known(f"{key}.inputs.{name}.tables", item.tables, study.tables)
    for name, model in study.models.items():
        check_known(f"{key}.models.{name}.inputs", getattr(model, "inputs", None) or [], study.inputs)
    _check_compared(key, study)
    if study.confounder is not None and study.cross_validation is None:
        raise InputError(f"config: {key}.confounder needs `cross_validation`; set it, or remove the confounder")
    for model, inputs in study.importance.items():
        check_known(f"{key}.importance", [model], study.models)
        check_known(f"{key}.importance.{model}", inputs, study.inputs_of_model(model))
    check_known(f"{key}.controls.refit", study.controls.refit, study.models)
    for model, inputs in study.controls.refit.items():
        check_known(f"{key}.controls.refit.{model}", inputs, study.inputs_of_model(model))
    for name, table in study.tables.items():
        _check_table(f"{key}.tables.{name}", table, study, cohort)


def _check_compared(key: str, study: FeatureStudySettings) -> None:
    """Compared models need an input in common, and curves a model that has the input."""
    check_known(f"{key}.compare", study.compare, study.models)
    if not set.intersection(*(set(study.inputs_of_model(model)) for model in study.compare)):
        raise InputError(
            f"config: {key}.compare: {', '.join(study.compare)} have no input in common; compare models that have, or "
            "correct their `inputs`"
        )
    used = {name for model in study.models for name in study.inputs_of_model(model)}
    for name in study.inputs:
        if name not in used:
            raise InputError(
                f"config: {key}.inputs.{name}: no model is trained on it; name it in a model, or remove it"
            )


def _check_table(key: str, table: TableSettings, study: FeatureStudySettings, cohort: CohortSettings) -> None:
    check_known(f"{key}.radiomics.named_features", table.radiomics.named_modalities, study.modalities)
    if table.path is not None:
        check_readable(f"{key}.path", Path(table.path), open, "correct the path or its permissions")
    if table.describes_regions and study.mask == "none":
        raise InputError(
            f"config: {key} describes regions of a segmentation, but the study's `mask` is none; set `mask`, or of a "
            "clinical table `volumes: none`"
        )
    if study.mask == "predicted" and table.reads_captk:
        raise InputError(
            f"config: {key}: CaPTk's features are of the archive's own segmentations, and not of predicted ones; use "
            "`pyradiomics`"
        )
    if cohort.source != "upenn_gbm" and table.reads_captk:
        raise InputError(
            f"config: {key}: only UPENN-GBM comes with CaPTk's features, and the cohort {study.cohort!r} is "
            f"{cohort.source}; use `pyradiomics`, and volumes of the `segmentation`"
        )


def check_tables(studies: Iterable[FeatureStudySettings]) -> None:
    """Refuse tables of one name whose types are made by different rules, in different studies."""
    extracted: dict[str, bool] = {}
    for study in studies:
        for name, table in study.tables.items():
            if extracted.setdefault(name, table.is_extracted) != table.is_extracted:
                raise InputError(
                    f"config: tables: {name!r} is extracted by pyradiomics in one study and read in another; rename one"
                )
