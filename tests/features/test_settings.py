import pytest
from pydantic import ValidationError

from radiogenomics.features.li2018 import LI2018
from radiogenomics.features.settings import RadiomicsSettings


def test_all_features_of_all_modalities_sorted_by_name():
    names = [str(feature) for feature in RadiomicsSettings().features(["T2", "T1"])]
    assert names == sorted(names)
    assert len(set(names)) == len(names) == 2 * 5 * 107


def test_classes_and_regions_limit_the_features():
    settings = RadiomicsSettings(feature_classes=["ngtdm"], regions=["core"])
    assert [str(feature) for feature in settings.features(["DTI_FA"])] == [
        *("DTI_FA_core_ngtdm_Busyness", "DTI_FA_core_ngtdm_Coarseness", "DTI_FA_core_ngtdm_Complexity"),
        *("DTI_FA_core_ngtdm_Contrast", "DTI_FA_core_ngtdm_Strength"),
    ]


def test_named_features_replace_classes_and_regions():
    settings = RadiomicsSettings(named_features=["T2_core_ngtdm_Busyness", "T1_edema_firstorder_Energy"])
    assert [str(feature) for feature in settings.features(["FLAIR"])] == [
        "T1_edema_firstorder_Energy",
        "T2_core_ngtdm_Busyness",
    ]
    assert settings.named_modalities == ["T1", "T2"]
    assert RadiomicsSettings().named_modalities == []


def test_preset_stands_for_its_features_also_after_a_round_trip():
    settings = RadiomicsSettings(named_features="li2018")
    assert settings.named_features == list(LI2018)
    assert settings.named_modalities == ["FLAIR", "T1", "T1GD", "T2"]
    assert RadiomicsSettings(**settings.model_dump()) == settings


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("named_features", "li2017", "no preset is called 'li2017' (nearest: 'li2018')"),
        ("named_features", ["T1_core_glcm_Contrst"], "(nearest: 'Contrast')"),
        ("named_features", ["T2_core_ngtdm_Busyness"] * 2, "is listed twice"),
        ("feature_classes", [], "at least 1 item"),
        ("regions", ["tumour"], "'necrotic', 'edema', 'enhancing', 'core' or 'whole'"),
        ("resampling", 0, "greater than 0"),
        ("bin_width", float("nan"), "finite number"),
        ("bin_count", 1, "greater than or equal to 2"),
        ("minimum_voxels", 0, "greater than or equal to 1"),
        ("binwidth", 25, "Extra inputs are not permitted"),
    ],
)
def test_b27_b28_wrong_values_are_refused(key, value, message):
    with pytest.raises(ValidationError) as caught:
        RadiomicsSettings(**{key: value})
    assert message in str(caught.value)


def test_every_key_is_described():
    assert all(field.description for field in RadiomicsSettings.model_fields.values())
