import numpy as np
import pytest

from radiogenomics.cohorts.simulation.approximation import approximate_segmentation
from radiogenomics.cohorts.simulation.contrasts import CONTRASTS
from radiogenomics.cohorts.simulation.patient import simulate_patient


@pytest.fixture(scope="module")
def patient(vary):
    return simulate_patient(vary(spacing=4.0, modalities=list(CONTRASTS)), 1, "UPENN-GBM-00001")


def test_arrays_cover_the_atlas(patient):
    assert patient.segmentation.shape == (39, 60, 60)
    assert patient.segmentation.dtype == np.uint8
    assert set(np.unique(patient.segmentation)) == {0, 1, 2, 4}
    assert list(patient.images) == list(CONTRASTS)
    for image in patient.images.values():
        assert image.shape == (39, 60, 60)
        assert image.dtype == np.float32


def test_images_are_skull_stripped_and_the_tumour_is_inside(patient):
    for image in patient.images.values():
        np.testing.assert_array_equal(image > 0, patient.brain)
    assert not patient.segmentation[~patient.brain].any()


def test_b10_maps_are_in_their_physical_range(patient):
    assert 0 < patient.images["DTI_FA"][patient.brain].min() < patient.images["DTI_FA"].max() <= 1
    assert len(np.unique(patient.images["DTI_FA"])) > 100
    for modality in ("DTI_AD", "DTI_RD"):
        assert 4e-4 < np.median(patient.images[modality][patient.brain]) < 2e-3
        assert patient.images[modality].max() < 4.5e-3
    assert 80 < np.median(patient.images["DSC_PSR"][patient.brain]) < 100


def test_same_arguments_give_the_same_voxels(vary, patient):
    again = simulate_patient(vary(spacing=4.0, modalities=["DSC_PH", "T1"], patients=99), 1, "UPENN-GBM-00001")
    np.testing.assert_array_equal(again.segmentation, patient.segmentation)


def test_a_modality_does_not_depend_on_the_others(vary, patient):
    latent = dict.fromkeys(CONTRASTS, 0.5)
    settings = vary(spacing=8.0)
    together = simulate_patient(settings, 1, "P1", latent, modalities=["T1", "T2"])
    alone = simulate_patient(settings, 1, "P1", latent, modalities=["T2"])
    np.testing.assert_array_equal(together.images["T2"], alone.images["T2"])


def test_a_mean_contrast_moves_the_images_and_not_what_the_ideal_observer_knows(vary):
    shifted = simulate_patient(
        vary(mean_contrast={"DTI_FA": 1.5}), 1, "P1", {"DTI_FA": 0.5, "DSC_PH": 0.5}, modalities=["DTI_FA", "DSC_PH"]
    )
    plain = simulate_patient(vary(), 1, "P1", {"DTI_FA": 2.0, "DSC_PH": 0.5}, modalities=["DTI_FA", "DSC_PH"])
    for modality in ("DTI_FA", "DSC_PH"):
        np.testing.assert_array_equal(shifted.images[modality], plain.images[modality])
    assert "mean_contrast" not in vary().model_dump()


def test_patients_scans_and_seeds_differ(vary):
    settings = vary(modalities=["T1"])
    images = [
        simulate_patient(settings, seed, patient_id, {"T1": 0.0}, scan=scan).images["T1"]
        for seed, patient_id, scan in [(1, "P1", "11"), (1, "P2", "11"), (1, "P1", "21"), (2, "P1", "11")]
    ]
    assert all(not np.array_equal(images[0], other) for other in images[1:])


@pytest.mark.parametrize(("spacing", "downscale"), [(4.0, 1), (2.5, 2)])
def test_masked_and_scaled_images_show_the_latent_contrast(vary, spacing, downscale):
    """A ratio of means, without any network, recovers z from what a network would see."""
    modalities = list(CONTRASTS) if downscale == 1 else ["T1GD", "DTI_FA", "DSC_PH"]
    settings = vary(spacing=spacing, modalities=modalities)
    rng = np.random.default_rng(4)
    latent = {modality: rng.standard_normal(20 if downscale == 1 else 10) for modality in modalities}
    features = {modality: [] for modality in modalities}
    for number in range(len(latent[modalities[0]])):
        contrasts = {modality: values[number] for modality, values in latent.items()}
        patient = simulate_patient(settings, 6, f"P{number}", contrasts)
        mask = approximate_segmentation(patient.segmentation, patient.brain, spacing, np.random.default_rng(number))
        for modality, image in patient.images.items():
            features[modality].append(_core_to_oedema(image, mask, downscale))
    for modality in modalities:
        assert np.corrcoef(features[modality], latent[modality])[0, 1] > 0.9, modality


def _core_to_oedema(image, mask, factor):
    """Log-ratio of means on the masked image after block-averaging and scaling to [0, 1]."""
    masked = np.where(mask > 0, image, 0)
    trimmed = tuple(slice(0, size - size % factor) for size in masked.shape)
    blocks = tuple(part for size in masked[trimmed].shape for part in (size // factor, factor))
    small = masked[trimmed].reshape(blocks).mean(axis=(1, 3, 5))
    labels = mask[trimmed][::factor, ::factor, ::factor]
    scaled = (small - small.min()) / (small.max() - small.min())
    return np.log(scaled[np.isin(labels, (1, 4))].mean() / scaled[labels == 2].mean())
