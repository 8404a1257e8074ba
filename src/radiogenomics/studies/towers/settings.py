"""Config section of a study that trains towers for MRI and expression, and fuses them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SerializeAsAny

from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.expression.baselines import BASELINES
from radiogenomics.modalities import EXPRESSION as EXPRESSION_MODALITY
from radiogenomics.modalities import STRUCTURAL
from radiogenomics.networks.registry import AnyModel
from radiogenomics.predictions.external_settings import INPUT
from radiogenomics.settings import UniqueList
from radiogenomics.splits.settings import SplitSettings
from radiogenomics.studies.features.settings import FeatureInputSettings, FeatureStudySettings
from radiogenomics.towers.names import BOTH, EXPRESSION, IMAGES, INPUT_OF
from radiogenomics.towers.settings import TowerTrainingSettings


def _classifier(section: Any) -> Any:
    """Settings of a classifier where a section names no network."""
    is_classifier = isinstance(section, Mapping) and "network" not in section
    return ClassifierSettings.model_validate(section) if is_classifier else section


TowerModel = Annotated[SerializeAsAny[AnyModel | ClassifierSettings], BeforeValidator(_classifier)]
"""A network of towers, or a classifier of expression."""


class TowerInputSettings(FeatureInputSettings):
    """What towers, their fusion and classifiers of expression are given."""

    tables: UniqueList[str] = Field([], description="Names of `tables`, joined by patient.")


INPUTS = {
    IMAGES: {"title": "MRI", "group": IMAGES},
    EXPRESSION: {"title": "Expression", "group": EXPRESSION, "tables": [EXPRESSION]},
    BOTH: {"title": "MRI and expression", "group": BOTH, "tables": [EXPRESSION]},
}
GROUPS = {
    IMAGES: list(STRUCTURAL),
    EXPRESSION: [EXPRESSION_MODALITY],
    BOTH: [*STRUCTURAL, EXPRESSION_MODALITY],
}


class TowerStudySettings(FeatureStudySettings):
    """A study that trains towers for MRI and expression, and fuses them (Lyu and Costen)."""

    kind: Literal["towers"] = Field(description="Kind of the study.")
    groups: dict[str, Annotated[UniqueList[str], Field(min_length=1)]] = Field(
        GROUPS, description="Modality groups `images`, `expression` and `both`; a patient belongs to one who has all."
    )
    described_group: str = Field(BOTH, description="Modality group whose patients Table 1 describes.")
    split: SplitSettings = Field(
        SplitSettings(test_fraction=0.4, test_group=BOTH, single_groups=True),
        description="Hold-out test set of patients with both modalities (3:2), and folds.",
    )
    mask: Literal["automatic", "corrected"] = Field(
        "corrected", description="Segmentation that chooses the slice; `corrected` falls back to `automatic`."
    )
    slice_size: int = Field(240, ge=8, description="Pixels along each edge of a slice.")
    inputs: dict[str, TowerInputSettings] = Field(
        {name: TowerInputSettings(**section) for name, section in INPUTS.items()},
        description="Inputs `images`, `expression` and `both`; networks read the one of their kind.",
    )
    models: dict[str, TowerModel] = Field(
        description="Networks `image_tower`, `gene_tower` and `fusion`, and classifiers of expression, by name."
    )
    tower_training: TowerTrainingSettings = Field(TowerTrainingSettings(), description="Training of the networks.")
    published_methods: UniqueList[str] = Field(
        [],
        description="Methods that Lyu and Costen compare with (Table 2), written anew and fitted to patients with "
        f"scans: {', '.join(f'`{name}`' for name in BASELINES)}. What a cohort has no data for is skipped, and the "
        "table says why.",
    )
    slice_weights: str | None = Field(
        None,
        description="Checkpoint of InceptionResNetV2 (timm's `inception_resnet_v2`), which the published method "
        "`inception_resnet` needs; where empty, it is skipped.",
    )

    @property
    def numbered_tables(self) -> list[str]:
        """Tables of results that may have a number in a paper."""
        return [*super().numbered_tables, "tower_accuracy", "published_methods"]

    @property
    def networks(self) -> dict[str, str]:
        """Kind of every model that is a network, by its name."""
        return {name: model.network for name, model in self.models.items() if hasattr(model, "network")}

    @property
    def archive_contents(self) -> set[str]:
        """What the tables are made from, and the slices' scans."""
        return {*super().archive_contents, *self.groups[IMAGES], "automatic", "corrected"}

    def inputs_of_model(self, model: str) -> list[str]:
        """The input of a network's kind; of classifiers those that they name, else expression."""
        if model in self.external:
            return [INPUT]
        if model in self.networks:
            return [INPUT_OF[self.networks[model]]]
        return list(self.models[model].inputs or [EXPRESSION])
