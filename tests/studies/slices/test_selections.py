import copy

import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config, studies_of
from radiogenomics.errors import InputError


@pytest.fixture(scope="module")
def raw(repository):
    raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
    update_config(raw, yaml.safe_load((repository / "config" / "resnet10_mgmt.yaml").read_text()))
    return raw


@pytest.fixture
def study_with(raw):
    """Function that reads the study with some keys changed."""

    def read(**changes):
        changed = copy.deepcopy(raw)
        update_config(changed["studies"]["resnet10_mgmt"], changes)
        return studies_of(read_config(changed))["resnet10_mgmt"]

    return read


def test_a_selection_is_an_input_with_files_of_its_own(study_with):
    study = study_with()
    assert study.channel_files("flair_3", ".npy") == ["results/resnet10_mgmt/slices/flair_3.npy"]
    assert study.channel_files("FLAIR", ".npy") == ["results/resnet10_mgmt/slices/FLAIR.npy"]
    assert study.group_of("flair_3") == "structural"
    extraction = study.selections.extraction("flair_tumour_31")
    assert extraction["modality"] == "FLAIR"
    assert (extraction["slices"]["choice"], extraction["slices"]["count"]) == ("brightest", 31)


def test_the_gates_see_every_selection(study_with):
    study = study_with()
    arrays = study.source.gate_files["arrays"]
    assert {path.split("/")[-1] for path in arrays} >= {"FLAIR.npy", "flair_3.npy", "t1_15.npy"}
    assert set(study.source.gate_parameters["groups"]) == {"FLAIR", "T1", *study.settings.selections}


def test_a_combination_is_predicted_and_not_trained(study_with):
    study = study_with()
    assert "flair_t1" in study.settings.inputs_of_model("resnet10")
    assert "flair_t1" not in study.fitted_inputs["resnet10"]
    files = study.training_files("resnet10", ["flair_t1"], "weights.pt")
    assert files == study.training_files("resnet10", ["flair_tumour_31", "t1_15"], "weights.pt")
    assert "results/resnet10_mgmt/predictions/resnet10/flair_t1.csv" in study.reported_predictions()
    assert study.selections.member_predictions("resnet10", "flair_t1", "") == [
        "results/resnet10_mgmt/predictions/resnet10/flair_tumour_31.csv",
        "results/resnet10_mgmt/predictions/resnet10/t1_15.csv",
    ]
    assert not any("flair_t1_items" in path for path in study.item_tables())


def test_rows_of_the_table_say_what_was_chosen_and_by_which_batches(study_with):
    rows = {tuple(row["key"]): row for row in study_with().selections.rows}
    assert rows["resnet10", "flair_3"]["batch_size"] == 8
    assert rows["resnet10_batch4", "flair_3"]["batch_size"] == 4
    assert rows["resnet10", "flair_t1"]["members"] == ["flair_tumour_31", "t1_15"]
    assert "0.75 × FLAIR, 31 slices on the tumour" in rows["resnet10", "flair_t1"]["choice"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"combinations": {"flair_t1": {"flair_tumour_31": 0.5, "t1_15": 0.25}}}, "add up to 0.75, not 1"),
        ({"selections": {"t1_15": {"modality": "T2"}}}, r"selections\.t1_15\.modality: 'T2' does not exist"),
        ({"slices": {"choice": "middle"}}, "give it one of `selections` instead of FLAIR"),
    ],
)
def test_what_does_not_fit_is_refused(study_with, changes, message):
    with pytest.raises(InputError, match=message):
        study_with(**changes)
