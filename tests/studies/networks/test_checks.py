"""What a study of networks refuses: networks that read other things than its images, or lack weights to start from."""

import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config, studies_of
from radiogenomics.errors import InputError

OTHERS = {
    "gene_tower": ({"network": "gene_tower", "initial_weights": "random"}, "gene_tower reads expression"),
    "fusion": ({"network": "fusion", "initial_weights": "transferred"}, "fusion reads images and expression"),
    "slices": ({"network": "image_tower", "initial_weights": "random"}, "image_tower sees slices"),
}


@pytest.fixture
def with_other(repository):
    """Function that adds a model to the default configuration."""

    def changed(overlay=None, study="spottune_mgmt", **section):
        raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
        if overlay:
            update_config(raw, yaml.safe_load((repository / overlay).read_text()))
        update_config(raw, {"studies": {study: {"models": {"other": {"title": "Other", **section}}}}})
        return raw

    return changed


@pytest.mark.parametrize("name", OTHERS)
def test_a_network_that_reads_other_things_is_refused_in_one_line(with_other, name):
    section, message = OTHERS[name]
    raw = with_other(**section)
    with pytest.raises(
        InputError, match=rf"^config: studies\.spottune_mgmt\.models\.other: {message}, .*; give"
    ) as error:
        read_config(raw)
    assert "\n" not in str(error.value)


def test_transferred_weights_of_a_network_that_has_none_are_refused_when_the_configuration_is_read(with_other):
    section = {"overlay": "config/resnet10_mgmt.yaml", "study": "resnet10_mgmt", "network": "vgg"}
    with pytest.raises(
        InputError, match=r"models\.other: vgg has no weights to start from; set `initial_weights: random`$"
    ):
        read_config(with_other(**section, initial_weights="transferred"))
    read_config(with_other(**section, initial_weights="random"))


def test_a_model_that_no_key_chooses_is_named_at_the_start_of_a_run(with_other):
    raw = with_other(network="resnet", initial_weights="random")
    line = "  not fitted: other; name what is to be fitted in `compare`"
    assert line in studies_of(read_config(raw))["spottune_mgmt"].outline()
    raw["studies"]["spottune_mgmt"]["compare"].append("other")
    study = studies_of(read_config(raw))["spottune_mgmt"]
    # The model of a supplementary run is left for who asks for that run.
    assert "transfer_two_blocks" not in study.fitted_inputs
    assert not any("not fitted" in outlined for outlined in study.outline())
