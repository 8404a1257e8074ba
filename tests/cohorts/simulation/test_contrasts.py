import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.simulation.contrasts import CONTRASTS
from radiogenomics.modalities import MODALITIES


def test_every_modality_of_the_archive_has_its_values():
    assert tuple(CONTRASTS) == MODALITIES


@pytest.fixture(scope="module")
def region_means(repository):
    """Mean of every modality in each region of the automatic segmentation, by scan of UPENN-GBM (CaPTk)."""
    return pd.read_csv(repository / "tests" / "data" / "real" / "upenn_gbm" / "region_means.csv", index_col="SubjectID")


@pytest.mark.parametrize("modality", CONTRASTS)
def test_ratios_are_those_of_the_archives_radiomic_tables(region_means, modality):
    medians = {region: region_means[f"{modality}_{region}"].median() for region in ("ED", "ET", "NC")}
    core = (2 * medians["ET"] + medians["NC"]) / 3
    assert CONTRASTS[modality].core_to_oedema == pytest.approx(core / medians["ED"], rel=0.02)
    assert CONTRASTS[modality].enhancing_to_necrosis == pytest.approx(medians["ET"] / medians["NC"], rel=0.02)


@pytest.mark.parametrize("modality", ["DTI_AD", "DTI_FA", "DTI_RD", "DTI_TR"])
@pytest.mark.parametrize("latent", [-3, 3])
def test_diffusion_stays_physical_for_common_latent_contrasts(modality, latent):
    contrast = CONTRASTS[modality]
    core = contrast.oedema * contrast.core_to_oedema * np.exp(contrast.amplitude * latent)
    brightest = core * max(contrast.enhancing_to_necrosis, 1 / contrast.enhancing_to_necrosis)
    free_water = {"DTI_AD": 3.5e-3, "DTI_FA": 1.0, "DTI_RD": 3.5e-3, "DTI_TR": 10.5e-3}
    assert 0 < brightest < free_water[modality]


def test_tensor_maps_agree_in_healthy_tissue():
    for tissue in ("grey_matter", "white_matter", "csf", "oedema"):
        axial, radial, trace = (getattr(CONTRASTS[f"DTI_{kind}"], tissue) for kind in ("AD", "RD", "TR"))
        assert trace == pytest.approx(axial + 2 * radial, rel=1e-6)
