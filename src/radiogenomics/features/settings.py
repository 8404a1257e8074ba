"""Config section on radiomic features."""

from collections.abc import Sequence
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, field_validator

from radiogenomics.features.li2018 import LI2018
from radiogenomics.features.names import FEATURES, FeatureClass, FeatureName
from radiogenomics.features.normalisation import Normalisation
from radiogenomics.features.regions import Region
from radiogenomics.files import nearest
from radiogenomics.settings import Settings, UniqueList

PRESETS = {"li2018": LI2018}


def _expand_preset(value: object) -> object:
    """The list that a preset's name stands for."""
    if not isinstance(value, str):
        return value
    if value not in PRESETS:
        raise ValueError(f"no preset is called {value!r}{nearest(value, PRESETS)}; list features or name a preset")
    return list(PRESETS[value])


NamedFeatures = Annotated[UniqueList[str], BeforeValidator(_expand_preset, json_schema_input_type=list[str] | str)]
"""Names of features, or the name of a set of them."""


class RadiomicsSettings(Settings):
    """Features of the tumour's regions, computed by pyradiomics."""

    feature_classes: UniqueList[FeatureClass] = Field(
        list(get_args(FeatureClass)), min_length=1, description="Classes of pyradiomics, all features of each."
    )
    regions: UniqueList[Region] = Field(
        list(get_args(Region)),
        min_length=1,
        description="Parts of the tumour: `necrotic` (label 1), `edema` (2), `enhancing` (4), `core` (1 and 4), "
        "`whole` (1, 2 and 4).",
    )
    named_features: NamedFeatures = Field(
        [],
        description="Features by name, `<modality>_<region>_<class>_<feature>`, in place of `feature_classes` and "
        "`regions`; `li2018` stands for the six of Li 2018. Nothing else is computed.",
    )
    normalisation: Normalisation = Field(
        "z_score",
        description="Intensities before anything else: `z_score` by mean and standard deviation of the brain (all "
        "voxels that are not 0: images are expected without skull), `z_score_image` by those of all voxels, as "
        "pyradiomics does, `min_max` from the brain's lowest (0) to its highest value (1).",
    )
    normalisation_scale: float = Field(
        100.0, gt=0, description="Factor after a normalisation, which sets the unit of `bin_width`."
    )
    resampling: float | None = Field(
        None, gt=0, description="Edge in mm of the voxels that scans are resampled to; empty: as they are."
    )
    interpolator: Literal["nearest", "linear", "bspline"] = Field(
        "bspline", description="Interpolation of the scan for `resampling`; the segmentation always takes the nearest."
    )
    discretisation: Literal["bin_count", "bin_width"] = Field(
        "bin_count",
        description="Grey levels of texture features: `bin_count` equal bins between a region's lowest and highest "
        "value, or bins of `bin_width`. A width suits only intensities of one known unit.",
    )
    bin_count: int = Field(32, ge=2, le=1000, description="Bins, for `discretisation: bin_count`.")
    bin_width: float = Field(
        25.0, gt=0, description="Width of a bin in units of the intensities, for `discretisation: bin_width`."
    )
    minimum_voxels: int = Field(
        8,
        ge=1,
        description="Smallest region that has features, in voxels (after `resampling`); those of a smaller one are "
        "left empty and listed. In a cube of 8, neighbours lie in all directions of the texture's matrices.",
    )

    @field_validator("named_features")
    @classmethod
    def _check_names(cls, names: list[str]) -> list[str]:
        for name in names:
            FeatureName.parse(name)
        return names

    @property
    def named_modalities(self) -> list[str]:
        """Modalities that the named features need, each once; none where no features are named."""
        return sorted({FeatureName.parse(name).modality for name in self.named_features})

    def features(self, modalities: Sequence[str]) -> list[FeatureName]:
        """All features of a table, sorted by name; where features are named these, whatever the `modalities`."""
        names = [FeatureName.parse(name) for name in self.named_features] or [
            FeatureName(modality, region, feature_class, feature)
            for modality in modalities
            for region in self.regions
            for feature_class in self.feature_classes
            for feature in FEATURES[feature_class]
        ]
        return sorted(names, key=str)
