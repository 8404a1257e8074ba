from pathlib import Path

import pandas as pd
import pytest

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.page import prediction_page

DESCRIPTION = {
    "title": "A study of <volumes>",
    "label": {"name": "MGMT", "classes": ["Methylated", "Unmethylated"]},
    "model_title": "SpotTune",
    "ensemble_title": "DSC",
    "folds": 2,
    "simulated": False,
    "inputs": {"DSC": {"share": 1.0}},
}
SAID = {
    "patient_id": "P<1>",
    "probability": 0.75,
    "lowest_fold": 0.7,
    "highest_fold": 0.8,
    "sd_folds": 0.05,
    "sd_draws": 0.01,
    "n_draws": 100,
    "missing": ["T1"],
    "distance_percentile": {"DSC": 97.0},
    "unlike_training": ["DSC"],
    "above_threshold": {"half": True},
}


@pytest.fixture
def bundle():
    return Bundle(Path("model"), DESCRIPTION, [{"rule": "half", "threshold": 0.5}], {})


def test_the_page_says_what_is_known_of_a_patient_and_that_it_is_for_research(bundle):
    page = prediction_page(bundle, [SAID], pd.DataFrame(), {"P2": "patient P2: no scan; give one"})
    for text in ("Research tool", "0.750", "0.700 to 0.800", "unlike the training patients", "P&lt;1&gt;", "T1"):
        assert text in page, text
    assert "patient P2: no scan" in page and "<volumes>" not in page and "P<1>" not in page
    assert "trained on simulated patients" not in page and "fine-tuned block" not in page


def test_routes_are_shown_by_block_and_a_simulated_training_is_said():
    simulated = Bundle(Path("model"), {**DESCRIPTION, "simulated": True}, [], {})
    rows = [("P1", "DSC", fold, block, 0.5 * block) for fold in (0, 1) for block in (0, 1)]
    routing = pd.DataFrame(rows, columns=["patient_id", "input", "fold", "block", "share_fine_tuned"])
    page = prediction_page(simulated, [SAID], routing, {})
    assert "Block 2" in page and "0.50" in page and "trained on simulated patients" in page
