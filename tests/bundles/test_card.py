from radiogenomics.bundles.card import model_card
from radiogenomics.bundles.features import FeatureForm
from radiogenomics.bundles.metadata import metadata

DESCRIPTION = {
    "study": "radiomics",
    "title": "A study",
    "model_title": "Forest",
    "ensemble_title": "Structure",
    "label": {"name": "MGMT", "classes": ["Methylated", "Unmethylated"]},
    "inputs": {"struct": {"share": 1.0, "channels": [f"f{number}" for number in range(20)]}},
    "folds": 3,
    "simulated": True,
}
THRESHOLD = {"rule": "youden", "threshold": 0.41, "sensitivity": 0.8, "specificity": 0.7, "n": 40}


def test_the_card_says_for_whom_and_by_what_it_was_made():
    card = model_card(DESCRIPTION, [THRESHOLD], FeatureForm())
    for text in ("SIMULATED", "Research only", "youden: 0.41", "and 8 more", "20 columns of features", "--patients"):
        assert text in card, text
    assert "None was chosen" in model_card(DESCRIPTION, [], FeatureForm())


def test_metadata_name_the_versions_and_the_format_of_the_input():
    found = metadata(DESCRIPTION, FeatureForm())
    assert found["name"] == "radiomics Forest Structure" and found["required_packages_version"]["radiogenomics"]
    assert found["network_data_format"]["inputs"]["features"]["channel_def"]["0"] == "f0"
    assert found["network_data_format"]["outputs"]["pred"]["channel_def"] == {"0": "Methylated"}
