import pytest

from radiogenomics.modalities import MODALITIES, modalities_of, modality_of


@pytest.mark.parametrize("modality", MODALITIES)
def test_the_modality_of_a_feature_is_the_longest_that_its_name_begins_with(modality):
    assert modality_of(f"{modality}_ED_GLCM_Energy") == modality


def test_other_features_have_no_modality():
    assert modality_of("age") is None and modality_of("T1rho_x") is None


def test_perfusion_and_all_maps_of_diffusion_are_of_upenn_gbm_alone():
    assert modalities_of("upenn_gbm") == modalities_of("simulated") == MODALITIES
    assert modalities_of("upenn_gbm_dicom") == modalities_of("egd")
    assert modalities_of("egd") == ("T1", "T1GD", "T2", "FLAIR")
    assert modalities_of("ucsf_pdgm") == ("T1", "T1GD", "T2", "FLAIR", "DTI_AD", "DTI_FA")
