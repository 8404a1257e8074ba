import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.features.inputs import input_features


def table(**columns) -> pd.DataFrame:
    return pd.DataFrame({"patient_id": ["P1", "P2"], **columns})


TABLES = {
    "captk": table(T1_ED_GLCM_Energy=[1, 2], T1GD_ED_GLCM_Energy=[3, 4], DSC_PH_ET_LBP=[5, 6]),
    "clinical": table(age=[50, 60], volume_edema=[7, 8]),
}


def test_by_default_the_features_of_the_modalities_and_those_of_none():
    assert list(input_features(TABLES, None, ["T1", "FLAIR"])) == ["T1_ED_GLCM_Energy", "age", "volume_edema"]


def test_size_and_shape_are_taken_once_whatever_the_modalities():
    tables = {
        "captk": table(
            **{
                "T1_ED_Volumetric_Volume": [1, 2],
                "T1_ED_Intensity_Mean": [1, 2],
                "FLAIR_ED_Volumetric_Volume": [1, 2],
                "FLAIR_core_shape_Sphericity": [1, 2],
                "T1_core_shape_Sphericity": [1, 2],
                "FLAIR_ED_Intensity_Mean": [1, 2],
            }
        )
    }
    chosen = [
        "T1_ED_Volumetric_Volume",
        "T1_ED_Intensity_Mean",
        "FLAIR_core_shape_Sphericity",
        "FLAIR_ED_Intensity_Mean",
    ]
    assert list(input_features(tables, None, ["T1", "FLAIR"])) == chosen
    assert "FLAIR_ED_Volumetric_Volume" in input_features(tables, None, ["FLAIR"])


def test_named_features_and_patterns_keep_their_order_and_occur_once():
    chosen = input_features(TABLES, ["age", "T1*_GLCM_*", "T1_ED_GLCM_Energy"], ["T1"])
    assert list(chosen) == ["age", "T1_ED_GLCM_Energy", "T1GD_ED_GLCM_Energy"]
    assert chosen.loc["P2"].tolist() == [60, 2, 4]


def test_tables_are_joined_by_patient_not_by_row():
    turned = {**TABLES, "clinical": TABLES["clinical"].iloc[::-1]}
    pd.testing.assert_frame_equal(
        input_features(turned, None, ["T1"]).sort_index(), input_features(TABLES, None, ["T1"])
    )


def test_a_feature_that_does_not_exist_is_named_with_the_nearest():
    with pytest.raises(
        InputError, match=r"'T1_ED_GLCM_Enrgy' is not in table\(s\) captk, clinical \(nearest: 'T1_ED_G"
    ):
        input_features(TABLES, ["T1_ED_GLCM_Enrgy"], ["T1"])


def test_a_feature_in_two_tables_and_no_feature_at_all_are_refused():
    with pytest.raises(InputError, match="'age' is in table mine and in another"):
        input_features({**TABLES, "mine": table(age=[1, 2])}, None, ["T1"])
    with pytest.raises(InputError, match="hold nothing of FLAIR"):
        input_features({"captk": TABLES["captk"]}, None, ["FLAIR"])
