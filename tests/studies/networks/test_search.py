"""What the search of a study answers, and which searches are refused."""

import copy

import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config, studies_of
from radiogenomics.errors import InputError
from radiogenomics.search.space import COLOUR_OF_TIME

RATE = {"type": "float", "low": 0.001, "high": 0.01, "log": True}
WEIGHTS = {"model.initial_weights": {"type": "choice", "values": ["random", "transferred"]}}
ONLY = {"slices.tumour_only": {"type": "choice", "values": [False, True]}}


@pytest.fixture(scope="module")
def configurations(repository):
    def read(*overlays):
        raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
        for overlay in overlays:
            update_config(raw, yaml.safe_load((repository / "config" / f"{overlay}.yaml").read_text()))
        return raw

    return {
        "spottune_mgmt": read("spottune_search"),
        "pseudocolour_idh": read("pseudocolour_idh", "pseudocolour_idh_search"),
        "efficientnet_mgmt": read("efficientnet_mgmt"),
        "resnet10_mgmt": read("resnet10_mgmt"),
    }


@pytest.fixture
def study(configurations):
    """Function that reads a study whose search has some keys changed."""

    def read(name, **changes):
        raw = copy.deepcopy(configurations[name])
        section = raw["studies"][name]
        section["search"] = {**section.get("search", {}), **changes}
        return studies_of(read_config(raw))[name]

    return read


def test_a_study_without_a_search_has_no_job_for_it(configurations):
    plain = studies_of(read_config(configurations["efficientnet_mgmt"]))["efficientnet_mgmt"]
    assert plain.search is None and "search" not in plain.rule_files
    assert plain.used_search("resnet") == [] and "Search" not in dict(plain.sections())
    assert not any("search" in path for path in plain.fitted_records)


def test_a_search_is_on_the_page_and_before_the_gate(study):
    found = study("spottune_mgmt")
    assert "search" in found.rule_files
    assert dict(found.sections())["Search"][0] == "tables/search.html"
    assert "figures/search_scans.svg" in dict(found.sections())["Search"]
    assert "results/spottune_mgmt/search/fitted.json" in found.fitted_records
    assert len(found.search.scans) == 6 + 8 + 9
    assert found.search.scan_value("training.epochs", "1") == {"training.epochs": 64}
    assert found.used_sections("spottune") == [] and "search/trials" in found._own_recorded()


def test_what_the_models_of_a_study_take_over(study):
    found = study("spottune_mgmt", use=["training", "model"])
    best = ["results/spottune_mgmt/search/best_parameters.json"]
    assert found.used_sections("spottune") == ["training", "model"] and found.used_sections("random") == ["training"]
    assert found.used_search("random") == found.predicting_search("spottune") == best
    assert found.predicting_search("random") == []
    facts = found.about()["settings"]["training"]
    assert "best of 10 trials, drawn at random, by AUC on the validation patients of 1 fold." in facts


def test_slices_are_prepared_in_every_way_that_is_searched(study):
    found = study("pseudocolour_idh")
    assert [each.tumour_only for each in found.settings.searched_slices] == [True, False]
    arrays = found.search.seen_files(".npy")
    assert arrays[0] == "results/pseudocolour_idh/slices_searched0/FLAIR.npy" and len(arrays) == 2 * 3
    assert found.slice_parameters("_searched0")["tumour_only"] and not found.slice_parameters("")["tumour_only"]
    # The study's own slices wait for the search, so that nothing before it may wait for them.
    assert found.used_slices("") and not found.used_slices("_searched0")
    assert all("slices_searched" in path for path in [*found.source.exclusions, *found.source.gate_files["arrays"]])
    kept = study("pseudocolour_idh", use=[])
    assert kept.used_slices("") == [] and kept.source.gate_files["arrays"][0].endswith("slices/T1.npy")
    assert len(kept.source.exclusions) == 3 * 4


def test_a_segmentation_is_needed_where_a_searched_way_reads_it(configurations):
    raw = copy.deepcopy(configurations["efficientnet_mgmt"])
    section = raw["studies"]["efficientnet_mgmt"]
    section["models"]["whole"] = {
        "title": "W",
        "network": "timm:test_resnet.r160_in1k",
        "initial_weights": "transferred",
    }
    section["training"].pop("phases")
    section.pop("phases_of")
    plain = studies_of(read_config(raw))["efficientnet_mgmt"]
    section["search"] = {"model": "whole", "input": "T1", "space": ONLY}
    searched = studies_of(read_config(raw))["efficientnet_mgmt"]
    assert (plain.settings.segmentation, searched.settings.segmentation) == ("none", "automatic")


def test_an_empty_space_is_the_published_one(study):
    found = study("pseudocolour_idh", space=None)
    assert found.search.settings.space == COLOUR_OF_TIME and len(found.settings.searched_slices) == 2
    assert found.search.parameters["space"]["one_cycle_epochs"]["sets"] == "training.epochs"


def test_weights_of_all_trials_are_made(study):
    found = study("pseudocolour_idh")
    assert found.search.weights == ["results/pseudocolour_idh/weights/timm/test_resnet.r160_in1k.safetensors"]
    assert found.search.training["devices"] == 1


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("pseudocolour_idh", {"model": "resnett"}, r"search\.model: 'resnett' does not exist \(nearest: 'resnet'"),
        ("pseudocolour_idh", {"input": "T3"}, r"search\.input: 'T3' does not exist"),
        ("pseudocolour_idh", {"folds": 3}, "search.folds: 3, and the study has 1"),
        (
            "pseudocolour_idh",
            {"space": {"training.learning_rat": RATE}},
            r"space\.training\.learning_rat: no search sets 'training\.learning_rat' \(nearest: 'learning_rate'\)",
        ),
        ("pseudocolour_idh", {"space": {"learning_rate": RATE}}, "'learning_rate' does not exist; known are training"),
        ("pseudocolour_idh", {"space": {"model.trainable": ONLY["slices.tumour_only"]}}, "no search sets 'model.train"),
        ("pseudocolour_idh", {"space": {"training.epochs": RATE}}, r"space\.training\.epochs: Input should be a valid"),
        ("pseudocolour_idh", {"space": {"slices.tumor": ONLY["slices.tumour_only"]}}, r"search\.space: Extra inputs"),
        ("pseudocolour_idh", {"use": ["model"]}, "models differ by the weights that they start from"),
        ("pseudocolour_idh", {"scans": {"slices.share": {"values": [0.1]}}}, "is prepared before any training"),
        ("spottune_mgmt", {"scans": {"training.epochs": {"values": [0]}}}, r"scans\.training\.epochs: Input should be"),
        ("spottune_mgmt", {"space": ONLY}, "'slices' does not exist; known are training, model"),
        ("spottune_mgmt", {"use": ["slices"]}, r"search\.use: 'slices' does not exist"),
        (
            "efficientnet_mgmt",
            {"model": "resnet", "input": "T1", "space": {"training.learning_rate": RATE}},
            r"the training has phases, each with its own `learning_rate`; name one, as training\.transfer\.lea",
        ),
        (
            "efficientnet_mgmt",
            {"model": "efficientnet_tuned", "input": "T1", "space": {"training.fine_tuning.epochs": RATE}},
            "efficientnet_tuned goes on from another model",
        ),
        (
            "efficientnet_mgmt",
            {"model": "resnet", "input": "T1", "space": ONLY},
            "features of resnet are frozen before any trial; take `slices` out of the space",
        ),
        (
            "resnet10_mgmt",
            {"model": "vgg16", "input": "FLAIR", "space": WEIGHTS},
            "vgg has no weights to start from; correct the value",
        ),
    ],
)
def test_a_search_that_cannot_be_is_refused_in_one_line(study, name, changes, message):
    with pytest.raises(InputError, match=message) as error:
        study(name, **changes)
    assert "\n" not in str(error.value)


def test_a_phase_may_be_searched(study):
    space = {"training.transfer.learning_rate": RATE}
    found = study("efficientnet_mgmt", model="resnet", input="T1", space=space)
    assert found.search.seen_files(".npy") == ["results/efficientnet_mgmt/frozen_features/resnet/T1.npy"]
    assert found.search.gpus == 0
