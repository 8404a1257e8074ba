from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from radiogenomics.bundles.asked import Asked
from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.page import prediction_page
from radiogenomics.report.style import save_figure

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
    "n_draws": 50,
    "most_draws": 100,
    "draws": {"DSC": 50},
    "half_width": 0.0084,
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


def test_what_was_noticed_stands_before_the_distances(bundle):
    line = {"about": "DTI_FA", "severity": "suspicion", "what": "looks more like <DTI_TR>", "what_to_do": "look"}
    page = prediction_page(bundle, [{**SAID, "noticed": [line]}], pd.DataFrame(), {})
    assert page.index("looks more like &lt;DTI_TR&gt;") < page.index("Distance from the training patients")
    assert "Look at these first" not in prediction_page(bundle, [{**SAID, "noticed": []}], pd.DataFrame(), {})


def test_routes_are_shown_by_block_and_a_simulated_training_is_said():
    simulated = Bundle(Path("model"), {**DESCRIPTION, "simulated": True}, [], {})
    rows = [("P1", "DSC", fold, block, 0.5 * block) for fold in (0, 1) for block in (0, 1)]
    routing = pd.DataFrame(rows, columns=["patient_id", "input", "fold", "block", "share_fine_tuned"])
    page = prediction_page(simulated, [SAID], routing, {})
    assert "Block 2" in page and "0.50" in page and "trained on simulated patients" in page


def test_how_many_draws_were_taken_is_said_and_what_their_interval_means(bundle):
    asked = replace(bundle, asked=Asked(interval_width=0.02))
    page = prediction_page(asked, [SAID], pd.DataFrame(), {})
    assert "50 of 100" in page and "± 0.008" in page and "draws stop once it is within ± 0.01" in page
    assert "not how sure the prediction is" in page
    several = {**SAID, "draws": {"DSC": 25, "T1": 100}}
    assert "25 to 100 of 100" in prediction_page(asked, [several], pd.DataFrame(), {})
    assert "all draws were taken" in prediction_page(bundle, [SAID], pd.DataFrame(), {})


def test_nothing_is_said_of_draws_where_nothing_is_drawn(bundle):
    plain = {**SAID, "n_draws": 1, "most_draws": 1, "draws": {"DSC": 1}, "half_width": None}
    page = prediction_page(bundle, [plain], pd.DataFrame(), {})
    assert page.count("none drawn") == 3 and "Student" not in page


def test_pictures_of_saliency_are_in_the_page_itself_and_who_has_none_is_said(bundle, tmp_path):
    figure = Figure(figsize=(3.5, 2))
    save_figure(figure, tmp_path / "saliency" / "P1.png", simulated=False)
    with_map = {**SAID, "saliency": {"DSC": "saliency/P1_DSC.nii.gz"}, "picture": "saliency/P1.png"}
    without = {**SAID, "patient_id": "P2", "picture": None, "without_saliency": {"DSC": "nothing raises the class"}}
    page = prediction_page(bundle, [with_map, without], pd.DataFrame(), {}, folder=tmp_path)
    assert page.count("<figure>") == 1 and "data:image/png;base64," in page and "saliency/P1_DSC.nii.gz" in page
    assert "Patient P2, DSC: no map, for nothing raises the class." in page and "no evidence" in page
    assert "Where the networks look" not in prediction_page(bundle, [SAID], pd.DataFrame(), {})
