"""Config section of a study that trains networks on slices."""

import math
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from radiogenomics.images.pseudocolour import CONFIGURATIONS, channels_of, name_of
from radiogenomics.images.settings import SEGMENTATIONS_READ
from radiogenomics.images.slice_selections import SliceSelectionSettings
from radiogenomics.images.slice_settings import BY_TUMOUR, SliceAugmentationSettings, SliceSettings
from radiogenomics.search.keys import with_values
from radiogenomics.search.space import combinations
from radiogenomics.settings import Settings, UniqueList
from radiogenomics.studies.networks.settings import TrainedStudySettings

PSEUDOCOLOUR = "pseudocolour_"
SLICES = "slices"
"""Name of the section by which slices are prepared."""


class SliceEnsembleSettings(Settings):
    """The plain mean over the probabilities of some inputs."""

    title: str = Field(description="Name in tables and figures.")
    groups: UniqueList[str] = Field([], description="Modality groups whose modalities' probabilities make the mean.")
    inputs: UniqueList[str] = Field(
        [],
        description="Inputs whose probabilities make the mean: modalities, `channel_inputs`, `pseudocolour_<number>`.",
    )

    @model_validator(mode="after")
    def _has_something(self) -> "SliceEnsembleSettings":
        if not self.groups and not self.inputs:
            raise ValueError("an ensemble of nothing; name its groups or inputs")
        return self


class SliceLeakSettings(Settings):
    """The demonstration of what a split of slices instead of patients pretends, on simulated patients of no study."""

    patients: int = Field(40, ge=20, description="Simulated patients, whose labels are drawn at random.")
    repeats: int = Field(20, ge=10, description="Draws of the labels, each with trainings on either split.")


class SliceStudySettings(TrainedStudySettings):
    """A study that trains networks on axial slices, of which a patient may have several."""

    kind: Literal["slices"] = Field("slices", description="Kind of the study.")
    slices: SliceSettings = Field(SliceSettings(), description="Which slices are taken, and what becomes of them.")
    slice_augmentation: SliceAugmentationSettings | None = Field(
        SliceAugmentationSettings(),
        description="Random changes of training slices; empty for none. Features of a frozen encoder are those of the "
        "slices as they are, and of `copies` changed ones.",
    )
    pseudocolours: UniqueList[Annotated[int, Field(ge=0, lt=len(CONFIGURATIONS))]] = Field(
        [],
        description="Numbers of pseudo-colours, each an input `pseudocolour_<number>`: 0 to 23 show three of T1, T1GD, "
        "T2 and FLAIR as red, green and blue, 24 to 27 one of them as grey.",
    )
    selections: dict[str, SliceSelectionSettings] = Field(
        {}, description="Further choices of slices, each an input by its name; networks of volumes are given its stack."
    )
    combinations: dict[str, dict[str, Annotated[float, Field(gt=0, lt=1)]]] = Field(
        {},
        description="Inputs that are weighted means of the predictions of others, by name; the weight of each, which "
        "add up to 1. A combination's threshold is the mean of its members'.",
    )
    seeds: int = Field(
        1,
        ge=1,
        description="Trainings of every model on every pseudo-colour, each from a seed of its own; the first one's "
        "predictions are evaluated, all of them compare the pseudo-colours.",
    )
    continues: dict[str, str] = Field(
        {},
        description="Models that go on from the trained weights of another model, input by input and fold by fold, by "
        "name; the other model's name.",
    )
    phases_of: dict[str, UniqueList[str]] = Field(
        {}, description="Models whose training has some of `training.phases` alone, by name; the phases' names."
    )
    ensembles: dict[str, SliceEnsembleSettings] = Field(
        {},
        description="Ensembles by name, in the order of the tables; every pseudo-colour is one by itself.",
    )
    compared_methods: UniqueList[str] = Field(
        [],
        description="Published tables of the same label (as for `published`) whose rows stand with those of pseudo-"
        "colours, whatever their patients; each row says whose they are.",
    )
    slice_leak: SliceLeakSettings = Field(
        SliceLeakSettings(),
        description="The demonstration of a leak, where patients have several slices and a head alone is trained.",
    )
    shown_patients: int = Field(3, ge=1, description="Patients whose slices are shown.")

    @model_validator(mode="before")
    @classmethod
    def _judge_pseudocolours(cls, values: Any) -> Any:
        """Give each pseudo-colour an ensemble of its own."""
        numbers = values.get("pseudocolours") if isinstance(values, dict) else None
        if not isinstance(numbers, list):
            return values
        known = [number for number in numbers if isinstance(number, int) and 0 <= number < len(CONFIGURATIONS)]
        own = {
            f"{PSEUDOCOLOUR}{number}": {"title": f"{number}: {name_of(number)}", "inputs": [f"{PSEUDOCOLOUR}{number}"]}
            for number in known
        }
        return {**values, "ensembles": {**own, **(values.get("ensembles") or {})}}

    @model_validator(mode="after")
    def _has_ensembles(self) -> "SliceStudySettings":
        if not self.ensembles:
            raise ValueError("the study has neither ensembles nor pseudo-colours; name some")
        return self

    @model_validator(mode="after")
    def _weights_add_up(self) -> "SliceStudySettings":
        for name, weights in self.combinations.items():
            if not math.isclose(sum(weights.values()), 1, abs_tol=1e-9):
                raise ValueError(f"the weights of the combination {name!r} add up to {sum(weights.values()):g}, not 1")
        return self

    @model_validator(mode="after")
    def _searches_possible_slices(self) -> "SliceStudySettings":
        try:
            _ = self.searched_slices
        except ValidationError as error:
            raise ValueError(f"search.space: {error.errors()[0]['msg']}") from None
        return self

    @property
    def searched_slices(self) -> list[SliceSettings]:
        """Ways of preparing slices among which the search chooses; none where it does not."""
        ways = combinations(self.search.space, SLICES) if self.search else []
        return [SliceSettings(**with_values(self.slices.model_dump(), SLICES, way)) for way in ways]

    @property
    def segmentation(self) -> str:
        """The segmentation that patients must have."""
        if any(selection.choice in BY_TUMOUR for selection in self.selections.values()):
            return self.slices.mask
        return next((each.mask for each in (self.slices, *self.searched_slices) if each.reads_mask), "none")

    @property
    def archive_contents(self) -> set[str]:
        """Tables, the modalities' scans and, where slices are chosen or masked by it, the segmentation."""
        return {"tables", *self.modalities, *SEGMENTATIONS_READ[self.segmentation], *self.explained_contents}

    @property
    def numbered_tables(self) -> list[str]:
        """Tables of results that may have a number in a paper."""
        own = ["slices_and_patients", "networks", "sequences", "pseudocolours", "methods"]
        own += ["classification_report", "selections"]
        return [*super().numbered_tables, *own]

    @property
    def known_inputs(self) -> list[str]:
        """Modalities, modalities that are channels of one network, and pseudo-colours."""
        return [*super().known_inputs, *self.pseudocolour_inputs, *self.selections, *self.combinations]

    @property
    def pseudocolour_inputs(self) -> list[str]:
        """Names of the inputs in pseudo-colour."""
        return [f"{PSEUDOCOLOUR}{number}" for number in self.pseudocolours]

    def channels(self, name: str) -> list[str]:
        """Modalities that an input feeds to a network, one per channel."""
        if name in self.pseudocolour_inputs:
            return list(channels_of(int(name.removeprefix(PSEUDOCOLOUR))))
        if name in self.selections:
            return [self.selections[name].modality]
        if name in self.combinations:
            return [modality for member in self.combinations[name] for modality in self.channels(member)]
        return super().channels(name)

    def group_of(self, name: str) -> str:
        """Group of splits.csv that holds the patients of an input; pseudo-colours share those of one group."""
        if name in self.pseudocolour_inputs:
            return self.described_group
        if name in self.selections:
            return super().group_of(self.selections[name].modality)
        if name in self.combinations:
            return self.group_of(next(iter(self.combinations[name])))
        return super().group_of(name)

    def ensemble_inputs(self, name: str) -> list[str]:
        """Inputs whose probabilities an ensemble (or a supplementary run) averages."""
        if name in self.supplementary:
            return self.supplementary[name].inputs
        ensemble = self.ensembles[name]
        return [*(item for group in ensemble.groups for item in self.groups[group]), *ensemble.inputs]

    def training_groups(self, modality: str) -> list[str]:
        """Groups of splits.csv whose patients need this modality's slices."""
        return [group for group, modalities in self.split_groups().items() if modality in modalities]
