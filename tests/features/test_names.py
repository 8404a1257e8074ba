import pytest
import radiomics
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.features.names import FEATURES, FeatureName
from radiogenomics.features.regions import REGIONS

NAMES = st.sampled_from(sorted(FEATURES)).flatmap(
    lambda feature_class: st.builds(
        FeatureName,
        st.sampled_from(["T1", "T1GD", "DTI_FA", "DSC_ap-rCBV"]),
        st.sampled_from(sorted(REGIONS)),
        st.just(feature_class),
        st.sampled_from(FEATURES[feature_class]),
    )
)


def test_features_are_those_of_the_library():
    classes = radiomics.getFeatureClasses()
    library = {
        name: [feature for feature, deprecated in classes[name].getFeatureNames().items() if not deprecated]
        for name in FEATURES
    }
    assert {name: sorted(features) for name, features in FEATURES.items()} == {
        name: sorted(features) for name, features in library.items()
    }
    assert set(classes) - set(FEATURES) == {"shape2D"}
    assert sum(map(len, FEATURES.values())) == 107


@given(NAMES)
def test_a_name_is_read_as_it_was_written(name):
    assert FeatureName.parse(str(name)) == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("T1_cor_firstorder_Skewness", "no region is called 'cor' (nearest: 'core')"),
        ("T1_core_firstordr_Skewness", "no feature class is called 'firstordr' (nearest: 'firstorder')"),
        ("T1_core_firstorder_skewness", "no firstorder feature is called 'skewness' (nearest: 'Skewness')"),
        ("T1_core_glcm_Skewness", "no glcm feature is called 'Skewness'"),
        ("core_firstorder_Skewness", "is no feature name; write <modality>_<region>_<class>_<feature>"),
        ("_core_firstorder_Skewness", "is no feature name"),
    ],
)
def test_b28_unknown_feature_is_refused_with_the_nearest(text, message):
    with pytest.raises(ValueError, match=r"feature|region") as caught:
        FeatureName.parse(text)
    assert message in str(caught.value)
    assert repr(text) in str(caught.value)
