from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import radiomics
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as stnp

from radiogenomics.errors import InputError
from radiogenomics.features.messages import collected_messages
from radiogenomics.features.names import FEATURES
from radiogenomics.features.radiomics import FEWEST_VOXELS, Exclusion, extract
from radiogenomics.features.settings import RadiomicsSettings
from radiogenomics.images.volume import Volume

SHAPE = (7, 8, 9)


@pytest.fixture(autouse=True)
def silent():
    with collected_messages():
        yield


def _volume(array):
    return Volume(array, (1.0, 1.0, 2.0), (0.0, 0.0, 0.0), tuple(np.eye(3).ravel()), Path("T1.nii.gz"))


def _noise():
    return _volume(np.random.default_rng(1).normal(100, 20, SHAPE).astype(np.float32))


def _labelled(*voxels):
    """Oedema nearly everywhere, and the given voxels necrotic."""
    array = np.full(SHAPE, 2, np.uint8)
    array[0] = 0
    for voxel in voxels:
        array[voxel] = 1
    return _volume(array)


def _extract(mask, image=None, **changes):
    options = RadiomicsSettings(**{"regions": ["necrotic"], "minimum_voxels": 1, **changes})
    return extract(image or _noise(), mask, options.features(["T1"]), options)


def _undefined(values):
    """Classes without any value, and classes that lack some."""
    by_class = {name: [] for name in FEATURES}
    for feature, value in values.items():
        by_class[feature.feature_class].append(np.isnan(value))
    return (
        {name for name, missing in by_class.items() if missing and all(missing)},
        {name for name, missing in by_class.items() if any(missing) and not all(missing)},
    )


def test_a_value_for_everything_asked_for():
    options = RadiomicsSettings()
    values, exclusions = extract(_noise(), _labelled(*np.ndindex(3, 3, 3)), options.features(["T1"]), options)
    assert set(values) == set(options.features(["T1"]))
    assert {exclusion.region for exclusion in exclusions} == {"enhancing"}
    assert {exclusion.feature_class for exclusion in exclusions} == set(FEATURES)
    assert all(np.isfinite(value) for feature, value in values.items() if feature.region != "enhancing")


def test_only_what_is_asked_for_is_computed(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("computed without need")

    classes = {name: refuse for name in FEATURES} | {"ngtdm": radiomics.getFeatureClasses()["ngtdm"]}
    monkeypatch.setattr(radiomics, "getFeatureClasses", lambda: classes)
    values, _ = _extract(_labelled(*np.ndindex(3, 3, 3)), named_features=["T1_core_ngtdm_Busyness"])
    assert [str(feature) for feature in values] == ["T1_core_ngtdm_Busyness"]
    assert np.isfinite(list(values.values())).all()


def test_first_order_features_are_what_their_names_say():
    voxels = list(np.ndindex(3, 3, 3))
    values, _ = _extract(_labelled(*voxels), feature_classes=["firstorder"], normalisation="none")
    inside = np.array([_noise().array[voxel] for voxel in voxels], float)
    by_name = {feature.feature: value for feature, value in values.items()}
    assert by_name["Mean"] == pytest.approx(inside.mean())
    assert by_name["Variance"] == pytest.approx(inside.var())
    assert by_name["Energy"] == pytest.approx((inside**2).sum())
    assert by_name["TotalEnergy"] == pytest.approx((inside**2).sum() * 2)
    assert by_name["90Percentile"] == pytest.approx(np.percentile(inside, 90))


def test_voxels_outside_the_region_do_not_matter():
    mask, image = _labelled(*np.ndindex(3, 3, 3)), _noise()
    other = replace(image, array=np.where(mask.array == 1, image.array, 7.5).astype(np.float32))
    for changes in ({"normalisation": "none"}, {"normalisation": "none", "discretisation": "bin_width"}):
        assert _extract(mask, **changes) == _extract(mask, other, **changes)


@pytest.mark.parametrize("normalisation", ["z_score", "z_score_image", "min_max"])
def test_normalised_features_do_not_depend_on_the_scanners_unit(normalisation):
    mask, image = _labelled(*np.ndindex(3, 3, 3)), _noise()
    brighter = replace(image, array=image.array * 4)
    ours, theirs = (
        _extract(mask, scan, normalisation=normalisation, discretisation="bin_width")[0] for scan in (image, brighter)
    )
    np.testing.assert_allclose(list(ours.values()), list(theirs.values()), rtol=1e-9)


def test_shapes_found_once_serve_other_scans_of_the_patient(monkeypatch):
    mask, options = _labelled(*np.ndindex(3, 3, 3)), RadiomicsSettings(regions=["necrotic", "edema"])
    first, second = _noise(), replace(_noise(), array=_noise().array ** 2)
    alone, _ = extract(second, mask, options.features(["T2"]), options)
    shapes = {}
    extract(first, mask, options.features(["T1"]), options, shapes)
    assert set(shapes) == {"necrotic", "edema"}
    together, _ = extract(second, mask, options.features(["T2"]), options, shapes)
    assert together == alone


SMALL_REGIONS = {
    "0 voxels": (0, set(FEATURES), set()),
    "1 voxel": (1, set(FEATURES) - {"firstorder"}, set()),
    "2 voxels": (2, set(), {"firstorder"}),
    "2 voxels apart": (2, {"glcm", "glrlm"}, {"firstorder"}),
    "3 voxels": (3, set(), set()),
    "3 voxels in a row": (3, set(), set()),
    "one slice": (42, set(), set()),
}
VOXELS = {
    "0 voxels": [],
    "1 voxel": [(3, 3, 3)],
    "2 voxels": [(3, 3, 3), (3, 3, 4)],
    "2 voxels apart": [(1, 1, 1), (6, 3, 8)],
    "3 voxels": [(3, 3, 3), (3, 3, 4), (4, 4, 4)],
    "3 voxels in a row": [(3, 3, 3), (3, 3, 4), (3, 3, 5)],
    "one slice": [(3, y, x) for y in range(1, 8) for x in range(2, 8)],
}


@pytest.mark.parametrize("discretisation", ["bin_count", "bin_width"])
@pytest.mark.parametrize("case", SMALL_REGIONS)
def test_b14_small_region_has_missing_features_and_reasons(case, discretisation):
    voxels, without, partly = SMALL_REGIONS[case]
    values, exclusions = _extract(_labelled(*VOXELS[case]), discretisation=discretisation)
    assert len(values) == 107
    assert _undefined(values) == (without, partly)
    assert {exclusion.feature_class for exclusion in exclusions} == without | partly
    for exclusion in exclusions:
        needed = FEWEST_VOXELS[exclusion.feature_class]
        assert (exclusion.modality, exclusion.region) == ("T1", "necrotic")
        assert (exclusion.voxels, exclusion.needed) == (voxels, needed)
        if voxels < needed:
            assert exclusion.reason == f"{voxels} voxels, {needed} needed"
        else:
            assert exclusion.reason.startswith("no finite value: ")


def test_b14_smallest_region_is_the_users_choice():
    mask = _labelled(*np.ndindex(3, 3, 3))
    values, exclusions = _extract(mask, minimum_voxels=28, feature_classes=["glcm"])
    assert exclusions == [Exclusion("T1", "necrotic", "glcm", 27, 28, "27 voxels, 28 needed")]
    assert np.isnan(list(values.values())).all()
    values, exclusions = _extract(mask, minimum_voxels=27, feature_classes=["glcm"])
    assert exclusions == []
    assert np.isfinite(list(values.values())).all()


@pytest.mark.parametrize("value", [0, 42])
def test_b14_a_region_without_contrast_has_a_shape_alone_and_the_reason_is_named(value):
    mask, image = _labelled(*np.ndindex(3, 3, 3)), _noise()
    image.array[mask.array == 1] = value
    values, exclusions = _extract(mask, image, feature_classes=["shape", "firstorder", "glcm"])
    reason = f"no contrast: all voxels of the region are {value}"
    assert [(found.feature_class, found.reason) for found in exclusions] == [("firstorder", reason), ("glcm", reason)]
    assert all(np.isfinite(value) == (feature.feature_class == "shape") for feature, value in values.items())


@settings(deadline=None, max_examples=25)
@given(
    stnp.arrays(np.uint8, (3, 4, 4), elements=st.sampled_from([0, 1, 2, 4])).filter(np.any),
    st.sampled_from([{}, {"discretisation": "bin_width"}, {"resampling": 1.5}]),
    st.integers(1, 9),
)
def test_b14_no_segmentation_whatever_crashes_and_every_gap_has_its_reason(segmentation, changes, minimum):
    options = RadiomicsSettings(minimum_voxels=minimum, **changes)
    image = _volume(np.random.default_rng(2).gamma(2, 50, segmentation.shape).astype(np.float32))
    with collected_messages():
        values, exclusions = extract(image, _volume(segmentation), options.features(["T1"]), options)
    assert set(values) == set(options.features(["T1"]))
    assert not np.isinf(list(values.values())).any()
    gaps = {(feature.region, feature.feature_class) for feature, value in values.items() if np.isnan(value)}
    assert sorted(gaps) == sorted((exclusion.region, exclusion.feature_class) for exclusion in exclusions)


def test_b27_bin_width_too_small_is_refused_before_memory_runs_out():
    mask, image = _labelled(*np.ndindex(3, 3, 3)), _noise()
    image.array[1, 1, 1] = 1e6
    changes = {"normalisation": "none", "discretisation": "bin_width", "bin_width": 0.5}
    with pytest.raises(InputError) as caught:
        _extract(mask, image, **changes)
    message = str(caught.value)
    assert message.startswith("T1.nii.gz: necrotic: intensities from ")
    assert "grey levels of width 0.5, more than 1000; raise `bin_width`" in message
    assert "\n" not in message
    values, _ = _extract(mask, image, **changes, feature_classes=["firstorder", "shape"])
    assert np.isfinite(list(values.values())).all()


def test_b14_infinite_value_is_missing_and_has_its_reason():
    mask = _labelled(*np.ndindex(3, 3, 3))
    image = replace(_noise(), array=_noise().array.astype(np.float64) * 1e160)
    values, exclusions = _extract(mask, image, normalisation="none", feature_classes=["firstorder"])
    missing = sorted(feature.feature for feature, value in values.items() if np.isnan(value))
    assert "Energy" in missing
    assert not np.isinf(list(values.values())).any()
    assert [exclusion.reason for exclusion in exclusions] == [f"no finite value: {', '.join(missing)}"]
