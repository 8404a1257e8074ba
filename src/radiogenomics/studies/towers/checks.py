"""What no single key of a study of towers can say."""

from pathlib import Path

from radiogenomics.cohorts.settings import CohortSettings
from radiogenomics.errors import InputError
from radiogenomics.expression.baselines import BASELINES
from radiogenomics.studies.features.checks import check_feature_study
from radiogenomics.studies.names import check_known, check_readable
from radiogenomics.studies.towers.settings import TowerStudySettings
from radiogenomics.towers.names import BOTH, EXPRESSION, FUSION, GENE_TOWER, IMAGE_TOWER, IMAGES, INPUT_OF


def check_tower_study(key: str, study: TowerStudySettings, cohort: CohortSettings) -> None:
    """Refuse names that do not exist or are there twice, other groups, inputs or networks than there can be.

    Raises:
        InputError: the first thing that is wrong.
    """
    for section in ("groups", "inputs"):
        if set(getattr(study, section)) != {IMAGES, EXPRESSION, BOTH}:
            raise InputError(f"config: {key}.{section} must be {IMAGES}, {EXPRESSION} and {BOTH}; correct their names")
    for name, network in study.networks.items():
        check_known(f"{key}.models.{name}.network", [network], INPUT_OF)
    for network in (IMAGE_TOWER, GENE_TOWER):
        number = list(study.networks.values()).count(network)
        if number != 1:
            raise InputError(f"config: {key}.models: {number} models are a {network}; give exactly one to fuse")
    if FUSION not in study.networks.values():
        raise InputError(f"config: {key}.models: no model is a {FUSION}; add one")
    check_known(f"{key}.published_methods", study.published_methods, BASELINES)
    if study.slice_weights is not None:
        check_readable(f"{key}.slice_weights", Path(study.slice_weights), open, "correct the path")
    tower = next(name for name, network in study.networks.items() if network == IMAGE_TOWER)
    if study.models[tower].image_size != study.slice_size:
        raise InputError(
            f"config: {key}.models.{tower}.image_size is {study.models[tower].image_size}, but slice_size is "
            f"{study.slice_size}; make them equal"
        )
    if not study.split.single_groups or study.split.test_group != BOTH:
        raise InputError(f"config: {key}.split: towers need `single_groups: true` and `test_group: {BOTH}`; set them")
    check_feature_study(key, study, cohort)
