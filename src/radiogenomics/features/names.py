"""Names of radiomic features: `<modality>_<region>_<class>_<feature>`, as in `T1GD_core_firstorder_Skewness`."""

from typing import Literal, NamedTuple, get_args

from radiogenomics.features.regions import REGIONS, Region
from radiogenomics.files import nearest

FeatureClass = Literal["firstorder", "shape", "glcm", "glrlm", "glszm", "gldm", "ngtdm"]

FEATURES: dict[FeatureClass, tuple[str, ...]] = {
    "firstorder": (
        *("10Percentile", "90Percentile", "Energy", "Entropy", "InterquartileRange", "Kurtosis", "Maximum"),
        *("MeanAbsoluteDeviation", "Mean", "Median", "Minimum", "Range", "RobustMeanAbsoluteDeviation"),
        *("RootMeanSquared", "Skewness", "TotalEnergy", "Uniformity", "Variance"),
    ),
    "shape": (
        *("Elongation", "Flatness", "LeastAxisLength", "MajorAxisLength", "Maximum2DDiameterColumn"),
        *("Maximum2DDiameterRow", "Maximum2DDiameterSlice", "Maximum3DDiameter", "MeshVolume", "MinorAxisLength"),
        *("Sphericity", "SurfaceArea", "SurfaceVolumeRatio", "VoxelVolume"),
    ),
    "glcm": (
        *("Autocorrelation", "ClusterProminence", "ClusterShade", "ClusterTendency", "Contrast", "Correlation"),
        *("DifferenceAverage", "DifferenceEntropy", "DifferenceVariance", "Id", "Idm", "Idmn", "Idn", "Imc1", "Imc2"),
        *("InverseVariance", "JointAverage", "JointEnergy", "JointEntropy", "MCC", "MaximumProbability"),
        *("SumAverage", "SumEntropy", "SumSquares"),
    ),
    "glrlm": (
        *("GrayLevelNonUniformity", "GrayLevelNonUniformityNormalized", "GrayLevelVariance"),
        *("HighGrayLevelRunEmphasis", "LongRunEmphasis", "LongRunHighGrayLevelEmphasis"),
        *("LongRunLowGrayLevelEmphasis", "LowGrayLevelRunEmphasis", "RunEntropy", "RunLengthNonUniformity"),
        *("RunLengthNonUniformityNormalized", "RunPercentage", "RunVariance", "ShortRunEmphasis"),
        *("ShortRunHighGrayLevelEmphasis", "ShortRunLowGrayLevelEmphasis"),
    ),
    "glszm": (
        *("GrayLevelNonUniformity", "GrayLevelNonUniformityNormalized", "GrayLevelVariance"),
        *("HighGrayLevelZoneEmphasis", "LargeAreaEmphasis", "LargeAreaHighGrayLevelEmphasis"),
        *("LargeAreaLowGrayLevelEmphasis", "LowGrayLevelZoneEmphasis", "SizeZoneNonUniformity"),
        *("SizeZoneNonUniformityNormalized", "SmallAreaEmphasis", "SmallAreaHighGrayLevelEmphasis"),
        *("SmallAreaLowGrayLevelEmphasis", "ZoneEntropy", "ZonePercentage", "ZoneVariance"),
    ),
    "gldm": (
        *("DependenceEntropy", "DependenceNonUniformity", "DependenceNonUniformityNormalized", "DependenceVariance"),
        *("GrayLevelNonUniformity", "GrayLevelVariance", "HighGrayLevelEmphasis", "LargeDependenceEmphasis"),
        *("LargeDependenceHighGrayLevelEmphasis", "LargeDependenceLowGrayLevelEmphasis", "LowGrayLevelEmphasis"),
        *("SmallDependenceEmphasis", "SmallDependenceHighGrayLevelEmphasis", "SmallDependenceLowGrayLevelEmphasis"),
    ),
    "ngtdm": ("Busyness", "Coarseness", "Complexity", "Contrast", "Strength"),
}
"""The 107 features of pyradiomics by class; kept here so that a config is checked without loading the library."""


class FeatureName(NamedTuple):
    """A feature of one modality inside one region."""

    modality: str
    region: Region
    feature_class: FeatureClass
    feature: str

    def __str__(self) -> str:
        """The name of the table's column."""
        return "_".join(self)

    @classmethod
    def parse(cls, text: str) -> "FeatureName":
        """Take a column's name apart; only the modality may hold underscores.

        Raises:
            ValueError: a part is missing or not known (the nearest known one is named).
        """
        parts = text.rsplit("_", 3)
        if len(parts) < 4 or not parts[0]:
            raise ValueError(f"{text!r} is no feature name; write <modality>_<region>_<class>_<feature>")
        modality, region, feature_class, feature = parts
        _check_part(text, "region", region, list(REGIONS))
        _check_part(text, "feature class", feature_class, list(get_args(FeatureClass)))
        _check_part(text, f"{feature_class} feature", feature, list(FEATURES[feature_class]))
        return cls(modality, region, feature_class, feature)


def _check_part(text: str, kind: str, part: str, known: list[str]) -> None:
    if part not in known:
        raise ValueError(f"{text!r}: no {kind} is called {part!r}{nearest(part, known)}; correct the name")
