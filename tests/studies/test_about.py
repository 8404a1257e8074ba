import json

import pytest
import yaml

from radiogenomics.classifiers.pipeline import build_classifier
from radiogenomics.classifiers.settings import READ_BY, ClassifierSettings
from radiogenomics.config import read_config, studies_of
from radiogenomics.report.about import About


@pytest.fixture(scope="module")
def networks(repository):
    config = read_config(yaml.safe_load((repository / "config" / "config.yaml").read_text()))
    config = config.model_copy(update={"weights": "/home/somebody/weights"})
    return studies_of(config)["spottune_mgmt"].about()


@pytest.fixture(scope="module")
def features(repository):
    raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
    overlay = yaml.safe_load((repository / "config" / "upenn_radiomics.yaml").read_text())
    raw["studies"] |= overlay["studies"]
    raw["cohorts"]["upenn_gbm"] |= overlay["cohorts"]["upenn_gbm"]
    return studies_of(read_config(raw))["radiomics_mgmt"].about()


def test_a_study_of_networks(networks):
    about = About(**networks)
    assert about.simulated and about.patients == "simulated patients"
    assert about.subject == "ensemble" and about.called("spottune", "dsc_dti") == "SpotTune, DSC+DTI"
    assert about.groups["dsc_struct"] == ["DSC", "structural"]
    assert about.groups_in_words == (
        "structural: T1GD, FLAIR; DTI: DTI_FA, DTI_TR; DSC: DSC_ap-rCBV, DSC_PH; DSC_channels: DSC_ap-rCBV, DSC_PH as "
        "the channels of one network"
    )
    assert about.classes == ["Methylated", "Unmethylated"]
    assert "cropped to the published window" in about.settings["preprocessing"]
    assert "SpotTune on ResNet-50" in about.settings["model_descriptions"]
    assert set(about.models) < set(about.inputs)  # supplementary runs have a model of their own
    assert "FLAIR" in about.modalities and set(about.inputs["random"]) == set(about.modalities) and not about.tables


def test_a_study_of_features(features):
    about = About(**features)
    assert not about.simulated and about.subject == "input"
    assert about.groups["dsc_dti_struct"] == ["all"]
    assert about.settings["tables"] == "captk (captk), clinical (clinical)"
    assert about.tables == ["captk", "clinical"] and set(about.inputs) == set(about.models)
    assert set(about.inputs["elastic_net"]) <= set(about.subjects)
    assert set(about.model_settings["elastic_net"]) == {"classifier", "select", "inverse_penalty", "l1_ratio"}
    assert about.model_settings["forest"]["trees"] == 10_000


@pytest.mark.parametrize("classifier", READ_BY)
def test_settings_of_a_classifier_are_those_that_change_it(classifier):
    settings = ClassifierSettings(title="A", classifier=classifier)
    before = repr(build_classifier(settings, 9, 1).get_params())
    changes = {
        "select": 5,
        "trees": 7,
        "tree_depth": 2,
        "leaf_patients": 3,
        "inverse_penalty": 0.7,
        "l1_ratio": 0.3,
        "boosting_rounds": 8,
        "shrinkage": 0.4,
    }
    for name, value in changes.items():
        changed = build_classifier(settings.model_copy(update={name: value}), 9, 1)
        assert (repr(changed.get_params()) != before) == (name in READ_BY[classifier]), name


def test_libraries_are_those_that_such_a_study_computes_with(networks, features, predictions):
    assert {"torch", "SimpleITK"} <= set(networks["libraries"])
    for described_study in (features, predictions):
        assert not {"torch", "monai", "pyradiomics-bhklab", "SimpleITK"} & set(described_study["libraries"])


@pytest.fixture(scope="module")
def predictions(repository, tmp_path_factory):
    table = tmp_path_factory.mktemp("somebody") / "table.csv"
    table.write_text("patient_id,probability,IDH_mutated\nP1,0.5,1\n")
    raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
    raw["studies"] = {
        "idh": {
            "kind": "predictions",
            "title": "IDH",
            "label": {
                "column": "IDH_mutated",
                "title": "IDH mutation",
                "positive": "1",
                "negative": "0",
                "missing": [],
            },
            "models": {"net": {"title": "Network", "path": str(table)}},
        }
    }
    return studies_of(read_config(raw))["idh"].about()


def test_a_study_of_predictions(predictions):
    about = About(**predictions)
    assert not about.simulated and about.subject == "source" and about.cohort == ""
    assert about.called("net", "published") == "Network, As published"
    assert about.classes == ["IDH mutation 1", "IDH mutation 0"]
    assert "somebody" not in json.dumps(predictions)


def test_no_path_of_a_machine_is_described(networks, features):
    assert "somebody" not in json.dumps(networks)
    assert networks["weights"] == "weights of the authors' own folder"
    assert "/" not in json.dumps({**features, "title": ""}).replace("Erasmus/", "")


def test_it_can_be_a_parameter_of_a_rule(networks, features):
    for value in (networks, features):
        assert json.loads(json.dumps(value)) == value
