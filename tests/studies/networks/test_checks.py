"""What a study of networks refuses: networks that read other things than its images."""

import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config
from radiogenomics.errors import InputError

OTHERS = {
    "gene_tower": ({"network": "gene_tower", "initial_weights": "random"}, "gene_tower reads expression"),
    "fusion": ({"network": "fusion", "initial_weights": "transferred"}, "fusion reads images and expression"),
    "slices": ({"network": "image_tower", "initial_weights": "random"}, "image_tower sees slices"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_network_that_reads_other_things_is_refused_in_one_line(repository, name):
    raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
    section, message = OTHERS[name]
    update_config(raw, {"studies": {"spottune_mgmt": {"models": {"other": {"title": "Other", **section}}}}})
    with pytest.raises(
        InputError, match=rf"^config: studies\.spottune_mgmt\.models\.other: {message}, .*; give"
    ) as error:
        read_config(raw)
    assert "\n" not in str(error.value)
