import copy

import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config, studies_of
from radiogenomics.errors import InputError


@pytest.fixture(scope="module")
def raw(repository):
    raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
    update_config(raw, yaml.safe_load((repository / "tests" / "workflow" / "slices_tiny.yaml").read_text()))
    return raw


@pytest.fixture
def study_with(raw):
    """Function that reads the tiny study with some keys changed."""

    def read(**changes):
        changed = copy.deepcopy(raw)
        changed["studies"]["slices_mgmt"].update(changes)
        return studies_of(read_config(changed))["slices_mgmt"]

    return read


def test_slices_have_files_of_their_own_and_no_copies(study_with):
    study = study_with()
    assert study.channel_files("FLAIR", ".npy") == ["results/slices_mgmt/slices/FLAIR.npy"]
    assert study.channel_files("FLAIR", "_augmented.npy") == []
    assert study.source.exclusions[0] == "results/slices_mgmt/slices/T1GD_exclusions.csv"
    assert study.item_parameters["reader"] == "slices" and study.item_parameters["augmentation"]["zoom"] == (0.8, 1.2)


def test_a_training_goes_on_from_that_of_the_same_input_and_fold(study_with):
    study = study_with()
    assert study.continued_weights("frozen", "FLAIR", "0", "") == []
    assert study.continued_weights("fine_tuned", "FLAIR", "0", "_seed1") == [
        "results/slices_mgmt/training_seed1/frozen/FLAIR/fold0/weights.pt"
    ]
    assert study.continued_parameters("fine_tuned") == study.model_parameters("frozen")


def test_each_model_has_its_own_phases(study_with):
    study = study_with()
    for model, phase in (("frozen", "transfer"), ("fine_tuned", "fine_tuning")):
        assert [found["name"] for found in study.training_parameters(model)["phases"]] == [phase]


def test_pseudo_colours_are_inputs_of_three_channels(study_with):
    grey = {"ensembles": {"grey": {"title": "Grey", "inputs": ["pseudocolour_25"]}}, "figure_ensembles": ["grey"]}
    study = study_with(pseudocolours=[25], explanations=None, **grey)
    assert study.channel_files("pseudocolour_25", ".npy") == ["results/slices_mgmt/slices/T1GD.npy"] * 3
    assert study.group_of("pseudocolour_25") == "structural"
    # The ideal observer sees the sequence once: three channels of it tell no more than one.
    assert study.planted_modalities["grey"] == ["T1GD"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"continues": {"fine_tuned": "frosen"}}, r"'frosen' does not exist \(nearest: 'frozen'\)"),
        ({"continues": {"fine_tuned": "frozen", "frozen": "fine_tuned"}}, "goes on from another model itself"),
        ({"phases_of": {"frozen": ["transfers"]}}, "'transfers' does not exist"),
        ({"pseudocolours": [21]}, "groups.structural: 'T2' does not exist|'T1' does not exist"),
        ({"prediction": {"precision": "auto"}}, "`auto` times volumes"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(study_with, changes, message):
    with pytest.raises(InputError, match=message) as error:
        study_with(**changes)
    assert "\n" not in str(error.value)


def test_networks_of_volumes_are_given_no_stacks_of_different_heights(study_with, raw):
    models = copy.deepcopy(raw["studies"]["slices_mgmt"]["models"])
    models["frozen"] = {"title": "3-D", "network": "resnet", "initial_weights": "random"}
    with pytest.raises(InputError, match=r"models\.frozen: sees stacks of slices"):
        study_with(models=models, continues={})
