"""What studies of each kind give to be exported and compared, by settings alone."""

import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config, studies_of
from radiogenomics.errors import InputError
from radiogenomics.studies.predictions.settings import PredictionStudySettings
from radiogenomics.studies.predictions.study import PredictionStudy


@pytest.fixture(scope="module")
def study(repository):
    """Function that makes one study of a ready configuration."""

    def read(name: str, *overlays: str):
        raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
        for overlay in overlays:
            update_config(raw, yaml.safe_load((repository / overlay).read_text()))
        return studies_of(read_config(raw))[name]

    return read


def test_an_ensemble_of_volumes_is_exported_with_all_its_networks(study):
    networks = study("spottune_mgmt")
    exported = networks.exports("spottune", "dsc_dti")
    inputs = exported.description["inputs"]
    assert exported.form == "volumes" and sum(each["share"] for each in inputs.values()) == pytest.approx(1)
    assert len(exported.files["weights"]) == len(inputs) * exported.description["folds"]
    assert set(exported.description["groups"]) == {channel for each in inputs.values() for channel in each["channels"]}
    assert "results/spottune_mgmt/exported/spottune/dsc_dti" in networks.exported
    assert [path.name for path in exported.modules] == ["spottune_settings.py"]


def test_a_model_that_is_not_compared_is_exported_on_its_supplementary_run(study):
    slices = study("pseudocolour_idh", "config/pseudocolour_idh.yaml")
    assert "efficientnet_random" not in slices.own_models
    name = slices.only_ensemble("efficientnet_random")
    exported = slices.exports("efficientnet_random", name)
    assert list(exported.description["inputs"]) == ["pseudocolour_15"]
    assert all("/training/efficientnet_random/" in path for path in exported.files["weights"])
    volumes = study("spottune_mgmt")
    grouped = volumes.exports("spottune", "dsc_channels").description["inputs"]
    assert grouped == {"DSC_channels": {"share": 1.0, "channels": ["DSC_ap-rCBV", "DSC_PH"]}}
    with pytest.raises(InputError, match="no ensemble of transfer_two_blocks 'dsc'"):
        volumes.exports("transfer_two_blocks", "dsc")


def test_a_combination_of_slices_is_exported_by_its_members_and_weights(study):
    slices = study("slices_mgmt", "tests/workflow/slices_tiny.yaml")
    exported = slices.exports("fine_tuned", "all")
    assert {name: each["share"] for name, each in exported.description["inputs"].items()} == {
        "t1gd_bright": 0.75,
        "FLAIR": 0.25,
    }
    channels = exported.description["channels"]
    assert channels["t1gd_bright"]["modality"] == "T1GD" and channels["t1gd_bright"]["slices"]["choice"] == "brightest"
    assert channels["FLAIR"]["slices"]["choice"] == "middle" and exported.form == "slices"


def test_a_classifier_is_exported_on_each_of_its_inputs(study):
    features = study("radiomics_scans", "config/radiomics.yaml")
    exported = features.exports("forest_all", "struct")
    assert exported.form == "features" and list(exported.description["inputs"]) == ["struct"]
    assert exported.description["seed"] == features.seed("forest_all", "struct")
    assert "results/radiomics_scans/exported/forest/li2018" in features.exported
    with pytest.raises(InputError, match="no input of forest 'struct'"):
        features.exports("forest", "struct")


def test_every_network_that_segments_is_exported_with_its_preparation(study):
    segmentation = study("segmentation", "config/segmentation.yaml")
    for model in segmentation.settings.models:
        assert segmentation.only_ensemble(model) == "structural"
        exported = segmentation.exports(model, "structural")
        (each,) = exported.description["inputs"].values()
        assert exported.form == "masks" and exported.description["preparation"]["sequences"] == each["channels"]
        assert len(exported.files["weights"]) == exported.description["folds"] == 1
    assert "results/segmentation/exported/unet25d/structural" in segmentation.exported
    with pytest.raises(InputError, match=r"no trained model 'unet' .*known are"):
        segmentation.exports("unet", "structural")
    with pytest.raises(InputError, match="no group of unet3d 'all'"):
        segmentation.exports("unet3d", "all")


def test_an_ensemble_must_be_named_where_there_are_several(study):
    with pytest.raises(InputError, match=r"spottune is there on .*, dsc_dti.*; name one by --ensemble"):
        study("spottune_mgmt").only_ensemble("spottune")
    with pytest.raises(InputError, match=r"no model to export 'spotune' \(nearest: 'spottune'\)"):
        study("spottune_mgmt").only_ensemble("spotune")


def test_towers_are_exported_with_what_they_read(study):
    towers = study("twin_tower_response", "config/twin_tower_response.yaml")
    for model in towers.settings.models:
        for name in towers.settings.inputs_of_model(model):
            assert f"results/twin_tower_response/exported/{model}/{name}" in towers.exported
            form = towers.exports(model, name).form
            assert form == ("towers" if model in towers.networks else "features")
    fusion = towers.exports("twin_tower", towers.only_ensemble("twin_tower"))
    (each,) = fusion.description["inputs"].values()
    assert each["channels"] == ["T1", "T1GD", "T2", "FLAIR", "expression"]
    assert fusion.description["expression"] == {"numbers": "counts"} and "image_tower" in fusion.description
    assert {"image_towers", "gene_towers", "networks"} <= set(fusion.files)
    genes = towers.exports("gene_tower", "expression")
    assert "image_towers" not in genes.files and "slices" not in genes.description
    with pytest.raises(InputError, match="no input of gene_tower 'both'"):
        towers.exports("gene_tower", "both")


def test_what_was_predicted_elsewhere_is_not_exported():
    label = {"column": "truth", "positive": "1", "negative": "0"}
    models = {"a": {"title": "Network A", "path": "a.csv"}}
    settings = PredictionStudySettings(kind="predictions", title="Theirs", label=label, models=models)
    external = PredictionStudy("theirs", settings, config=None)
    assert external.exported == []
    with pytest.raises(InputError, match="it trains no model"):
        external.exports("any", "any")


def test_every_model_is_compared_on_what_its_curves_are_drawn_of_first(study):
    compared = study("spottune_mgmt").compared
    settings = study("spottune_mgmt").settings
    first = settings.inputs_of_ensembles[settings.figure_ensembles[0]]
    assert compared.label == "MGMT" and compared.simulated
    assert compared.inputs == {key: list(first) for key in settings.compare}
    features = study("radiomics_scans", "config/radiomics.yaml").compared
    # A model that has no curve of its own stands on the first input that it has.
    assert features.inputs["forest"] == ["li2018"] and features.inputs["majority"] == ["clinical"]
    assert study("segmentation", "config/segmentation.yaml").compared is None
