import copy

import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config, studies_of
from radiogenomics.errors import InputError


@pytest.fixture
def study_with(repository):
    """Function that reads the default study with some explanations."""
    raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())

    def read(explanations, **changes):
        changed = copy.deepcopy(raw)
        update_config(changed["studies"]["spottune_mgmt"], {"explanations": explanations, **changes})
        return studies_of(read_config(changed))["spottune_mgmt"]

    return read


def test_without_the_key_nothing_is_explained(study_with):
    study = study_with(None)
    assert "explanations" not in study.rule_files and "Explanations" not in dict(study.sections())


def test_the_first_model_is_explained_on_all_of_its_inputs(study_with):
    study = study_with({})
    assert "explanations" in study.rule_files and study.explained.models == ["spottune"]
    assert study.explained.inputs("spottune") == study.fitted_inputs["spottune"]
    assert dict(study.sections())["Explanations"] == [
        "tables/saliency_verdicts.html",
        "figures/saliency_spottune.png",
        "tables/saliency.html",
    ]


def test_named_models_and_inputs_are_explained_alone(study_with):
    study = study_with({"models": ["random", "transfer"], "inputs": ["FLAIR"], "layers": {"random": "backbone.layer1"}})
    assert study.explained.files(".csv") == [
        f"results/spottune_mgmt/explanations/{model}/FLAIR.csv" for model in ("random", "transfer")
    ]
    assert study.explained.parameters("random", "FLAIR") == {
        **{"layer": "backbone.layer1", "patients": None, "mask": "corrected", "scan": "FLAIR", "planted": True}
    }
    assert study.explained.groups("random") == ["structural"] and study.explained.scans("random") == ["FLAIR"]


def test_networks_of_permuted_labels_are_explained_where_the_study_trains_any(study_with):
    assert study_with({}).explained.permuted_weights("spottune", "FLAIR") == []
    study = study_with({"models": ["spottune", "random"]}, controls={"retrained_permutations": 2})
    assert study.explained.permuted_weights("random", "FLAIR") == []
    assert study.explained.permuted_weights("spottune", "FLAIR") == [
        f"results/spottune_mgmt/training_permuted1/spottune/FLAIR/fold{fold}/weights.pt" for fold in range(3)
    ]


@pytest.mark.parametrize(
    ("explanations", "message"),
    [
        ({"models": ["spotune"]}, r"explanations\.models: 'spotune' does not exist \(nearest: 'spottune'\)"),
        ({"inputs": ["T1GDD"]}, r"explanations\.inputs: 'T1GDD' does not exist"),
        ({"layers": {"random": "layer4"}}, r"explanations\.layers: 'random' does not exist"),
    ],
)
def test_names_that_do_not_exist_are_refused(study_with, explanations, message):
    with pytest.raises(InputError, match=message):
        study_with(explanations)
