from radiogenomics.features.li2018 import LI2018
from radiogenomics.features.names import FeatureName


def test_six_features_as_the_paper_lists_them():
    assert [tuple(FeatureName.parse(name)) for name in LI2018] == [
        ("T1", "core", "firstorder", "Skewness"),
        ("T1", "edema", "firstorder", "Energy"),
        ("FLAIR", "necrotic", "glcm", "Contrast"),
        ("T1GD", "enhancing", "glszm", "GrayLevelVariance"),
        ("T2", "edema", "glszm", "LowGrayLevelZoneEmphasis"),
        ("T2", "core", "ngtdm", "Busyness"),
    ]
