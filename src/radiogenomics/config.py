"""The whole configuration: read, checked, and explained when it is wrong."""

from collections.abc import Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator, Field, Tag, ValidationError

from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.networks.registry import network_names, settings_class
from radiogenomics.networks.settings import ModelSettings
from radiogenomics.run_settings import RunSettings
from radiogenomics.studies.checks import (
    check_cohort,
    check_overlaps,
    check_study,
    check_weights_folder,
)
from radiogenomics.studies.registry import DEFAULT_KIND, KINDS
from radiogenomics.studies.study import Study

NULLS = (None, "null")
"""Snakemake reads what `--config` gives as text, a null too."""
NEVER_REMOVED = ("exclude_patients",)
"""Keys whose entries null does not remove: a patient to be excluded for no reason is refused, and not let in."""
STUDY_KINDS = {name: study.settings_class for name, study in KINDS.items()}
"""Section of a study by its key `kind`."""


def _kind(study: Any) -> str:
    return study.get("kind", DEFAULT_KIND) if isinstance(study, Mapping) else getattr(study, "kind", DEFAULT_KIND)


AnyStudy = Annotated[
    Union[tuple(Annotated[section, Tag(name)] for name, section in STUDY_KINDS.items())],  # noqa: UP007
    Discriminator(_kind),
]


class Config(RunSettings):
    """Everything that `config/config.yaml` may say."""

    studies: dict[str, AnyStudy] = Field(description="Studies by name; their files lie in `results/<name>/`.")


def read_config(raw: Mapping[str, Any]) -> Config:
    """Check a configuration and return it as settings.

    Raises:
        InputError: a key is unknown (the nearest known one is named); a value has the wrong type, is out of range or
            is listed twice; a name (study, cohort, modality, model, group) does not exist; a folder, or a checkpoint
            that a model starts from, cannot be read; or the weights do not suit the models or their images.
    """
    try:
        config = Config.model_validate(without_removed(raw))
    except ValidationError as error:
        raise InputError(_explain(error)) from None
    for name, cohort in config.cohorts.items():
        check_cohort(name, cohort)
        check_overlaps(name, cohort, config.cohorts)
    check_weights_folder(config.weights)
    studies = studies_of(config)
    for study in studies.values():
        check_study(study)
    for kind in KINDS.values():
        kind.check_together([study for study in studies.values() if type(study) is kind])
    return config


def studies_of(config: Config) -> dict[str, Study]:
    """The studies of a configuration, by name, as rules, gates and reports ask them.

    Raises:
        InputError: a study names a cohort that does not exist.
    """
    studies = {name: KINDS[_kind(section)](name, section, config) for name, section in config.studies.items()}
    for study in studies.values():
        study.meet(studies)
    return studies


def without_removed(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration without what an overlay set to null among names: a study, a group, a model, an input, …"""
    return _kept(raw, [Config])


def _kept(section: Mapping[str, Any], models: list[type[BaseModel]]) -> dict[str, Any]:
    """A section without what was removed from it and the sections inside; it has the keys of one of some models."""
    kept = dict(section)
    for key, value in section.items():
        annotations = [model.model_fields[key].annotation for model in models if key in model.model_fields]
        # Networks by name are found when they are read, and hold nothing by name.
        inner = [found for annotation in annotations for found in sections_of(annotation, networks=False)]
        if not isinstance(value, Mapping):
            continue
        if key not in NEVER_REMOVED and any(map(_holds_names, annotations)):
            named = {name: entry for name, entry in value.items() if entry not in NULLS}
            kept[key] = {n: _kept(entry, inner) if isinstance(entry, Mapping) else entry for n, entry in named.items()}
        else:
            kept[key] = _kept(value, inner)
    return kept


def _holds_names(annotation: Any) -> bool:
    """Whether a key holds entries by names that the user chooses."""
    return get_origin(annotation) is dict or any(map(_holds_names, get_args(annotation)))


def _explain(error: ValidationError) -> str:
    """One line for the first thing wrong."""
    errors = error.errors()
    first, missing = errors[0], ""
    if first["type"] == "missing":
        # What is missing may be there under another name.
        missing = f", while {first['loc'][-1]!r} is missing"
        others = (e for e in errors if e["type"] == "extra_forbidden" and e["loc"][:-1] == first["loc"][:-1])
        first = next(others, first)
    location = [str(part) for part in first["loc"]]
    # The kind of a study stands behind its name in the location, but is no key.
    key = ".".join(part for i, part in enumerate(location) if not (i == 2 and location[0] == "studies"))
    if first["type"] == "union_tag_invalid":
        return f"config: {key}.kind: {first['ctx']['tag']!r} does not exist; known are {', '.join(STUDY_KINDS)}"
    if first["type"] == "extra_forbidden":
        similar = nearest(location[-1], _keys_of_section(location))
        return f"config: unknown key {key!r}{similar}{missing}; correct or remove it"
    if first["type"] == "missing":
        return f"config: key {key!r} is missing; add it as config/README.md describes"
    if first["type"] == "value_error":
        return f"config: {key}: {first['ctx']['error']}"
    return f"config: {key}: {first['msg']} (found {first['input']!r}); see config/README.md"


def _keys_of_section(location: list[str]) -> list[str]:
    """Known keys of the section in which a key was found."""
    model: type[BaseModel] = Config
    for part in location[:-1]:
        field = model.model_fields.get(part)
        if field is not None:
            model = section_of(field.annotation) or model
        elif location[0] == "studies" and model in STUDY_KINDS.values():
            model = STUDY_KINDS.get(part, model)
    return list(model.model_fields)


def section_of(annotation: Any) -> type[BaseModel] | None:
    """Settings class inside an annotation as `dict[str, ModelSettings]`, `X | None` or `X`; of several the first."""
    return next(iter(sections_of(annotation)), None)


def sections_of(annotation: Any, networks: bool = True) -> list[type[BaseModel]]:
    """All settings classes inside an annotation; of a model's section those of all networks, where they are wanted."""
    if annotation is ModelSettings:
        return [settings_class(network) for network in network_names()] if networks else []
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for argument in get_args(annotation) for found in sections_of(argument, networks)]
