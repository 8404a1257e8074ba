import re

import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import Config, read_config, section_of
from radiogenomics.config_reference import config_reference
from radiogenomics.errors import InputError


@pytest.fixture
def raw(repository):
    return yaml.safe_load((repository / "config" / "config.yaml").read_text())


def refused(raw, overlay, message):
    update_config(raw, overlay)
    with pytest.raises(InputError, match=message) as error:
        read_config(raw)
    assert "\n" not in str(error.value)


def study(**keys):
    return {"studies": {"spottune_mgmt": keys}}


def test_default_is_valid_and_simulated(raw):
    assert read_config(raw).cohorts["upenn_gbm"].source == "simulated"


@pytest.mark.parametrize("overlays", [["upenn_gbm"], ["upenn_gbm", "dress_rehearsal"], ["null_cohort"]])
def test_overlays_are_valid(raw, repository, tmp_path, overlays):
    for name in overlays:
        update_config(raw, yaml.safe_load((repository / "config" / f"{name}.yaml").read_text()))
    if raw["cohorts"]["upenn_gbm"]["source"] == "upenn_gbm":
        raw["cohorts"]["upenn_gbm"]["local_dir"] = str(tmp_path)
    read_config(raw)


def test_published_parameters(raw, repository, tmp_path):
    update_config(raw, yaml.safe_load((repository / "config" / "upenn_gbm.yaml").read_text()))
    raw["cohorts"]["upenn_gbm"]["local_dir"] = str(tmp_path)
    published = read_config(raw).studies["spottune_mgmt"]
    training = published.training
    assert (training.epochs, training.batch_size, training.patience, training.factor) == (90, 12, 20, 0.1)
    assert (training.learning_rate, training.agent_learning_rate) == (1e-5, 1e-4)
    assert (published.prediction.draws, published.prediction.seed) == (100, 42)
    assert [len(published.ensemble_inputs(name)) for name in published.ensembles] == [3, 4, 4, 7, 7, 8, 11]
    assert published.images.shape == (70, 86, 86)
    assert {model.width for model in published.models.values()} == {64}


@pytest.mark.parametrize(
    ("overlay", "message"),
    [
        (study(trainig={}), r"unknown key 'studies.spottune_mgmt.trainig' \(nearest: 'training'\)"),
        (study(training={"epoch": 3}), r"unknown key '.*epoch' \(nearest: 'epochs'\)"),
        ({"sed": 1}, r"unknown key 'sed' \(nearest: 'seed'\)"),
        (study(models={"random": {"widht": 1}}), r"nearest: 'width'"),
    ],
)
def test_b26_unknown_key_names_the_nearest(raw, overlay, message):
    refused(raw, overlay, message)


@pytest.mark.parametrize(
    ("overlay", "message"),
    [
        (study(training={"epochs": "many"}), r"training\.epochs: .*found 'many'"),
        (study(split={"test_fraction": 1.5}), r"split\.test_fraction: .*found 1\.5"),
        (study(images={"shape": [1, 2]}), r"images\.shape"),
        ({"seed": -1}, "seed"),
    ],
)
def test_b27_wrong_type_or_range(raw, overlay, message):
    refused(raw, overlay, message)


@pytest.mark.parametrize(
    ("overlay", "message"),
    [
        (study(cohort="upen_gbm"), r"'upen_gbm' does not exist \(nearest: 'upenn_gbm'\)"),
        (study(groups={"DSC": ["DSC_PHH", "DSC_ap-rCBV"]}), r"'DSC_PHH' does not exist \(nearest: 'DSC_PH'\)"),
        (study(compare=["spottune", "randm", "transfer"]), r"'randm' does not exist \(nearest: 'random'\)"),
        (study(ensembles={"dsc": {"title": "DSC", "groups": ["DSK"]}}), r"nearest: 'DSC'"),
        (study(figure_ensembles=["dsc_dt"]), r"nearest: 'dsc_dti'"),
        (study(models={"random": {"network": "spotune"}}), r"found 'spotune'"),
    ],
)
def test_b28_name_that_does_not_exist(raw, overlay, message):
    refused(raw, overlay, message)


@pytest.mark.parametrize("local_dir", ["/no/such/folder", __file__])
def test_b29_path_that_is_not_a_folder(raw, local_dir):
    refused(raw, {"cohorts": {"upenn_gbm": {"source": "upenn_gbm", "local_dir": local_dir}}}, "is not a folder")


def test_b29_empty_path(raw):
    refused(raw, {"cohorts": {"upenn_gbm": {"source": "upenn_gbm"}}}, "local_dir is empty")


@pytest.mark.parametrize(
    ("overlay", "message"),
    [
        (study(channel_inputs={"DSC": ["DSC_PH"]}), "'DSC' is used twice"),
        (study(channel_inputs={"DSC_PH": ["DSC_PH"]}), "'DSC_PH' is used twice"),
        (study(ensembles={"best": {"title": "Best", "groups": ["DSC"]}}), "'best' is used twice"),
        (study(compare=["spottune", "random"]), "compare: .*at least 3"),
        (study(models={"transfer": {"initial_weights": "random"}}), "would freeze random weights"),
    ],
)
def test_names_and_models_that_cannot_be_are_refused(raw, overlay, message):
    refused(raw, overlay, message)


def test_downloaded_weights_ask_for_their_width(raw):
    refused(raw, {"weights": "download"}, r"width is 8, but MedicalNet's weights have 64")


def test_missing_section_is_named(raw):
    del raw["studies"]["spottune_mgmt"]["models"]
    refused(raw, {}, "'studies.spottune_mgmt.models' is missing")


def test_reference_is_up_to_date(repository):
    written = (repository / "config" / "README.md").read_text()
    assert written == config_reference(), "run `make config-reference`"


def leaf_keys(model):
    for name, field in model.model_fields.items():
        section = section_of(field.annotation)
        yield from leaf_keys(section) if section else [name]


def test_every_key_is_read_somewhere(repository):
    settings = {repository / "src/radiogenomics/config_reference.py", *repository.glob("src/**/settings.py")}
    files = [
        *repository.glob("src/**/*.py"),
        *repository.glob("workflow/**/*.smk"),
        *repository.glob("workflow/**/*.py"),
    ]
    code = "\n".join(path.read_text() for path in files if path not in settings)
    unread = [key for key in set(leaf_keys(Config)) if not re.search(rf"(\.{key}\b|\"{key}\")", code)]
    assert unread == []


def test_every_key_is_explained():
    for line in config_reference().splitlines():
        if line.startswith("| `"):
            assert not line.endswith("| None |"), line
