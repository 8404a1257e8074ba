import os
import re

import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import Config, read_config, sections_of
from radiogenomics.config_reference import config_reference
from radiogenomics.errors import InputError
from radiogenomics.modalities import MODALITIES
from radiogenomics.networks.segmenter_settings import SegmenterSettings
from radiogenomics.networks.settings import ModelSettings


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


def simulation(**keys):
    return {"cohorts": {"upenn_gbm": {"simulation": keys}}}


def real_cohort(local_dir, **simulation):
    cohort = {"source": "upenn_gbm", "local_dir": local_dir and str(local_dir), "simulation": simulation}
    return {"cohorts": {"upenn_gbm": cohort}}


def test_default_is_valid_and_simulated(raw):
    assert read_config(raw).cohorts["upenn_gbm"].source == "simulated"


@pytest.mark.parametrize(
    "overlays",
    [
        *(["upenn_gbm"], ["upenn_gbm", "dress_rehearsal"], ["null_cohort"], ["upenn_radiomics"]),
        *(["upenn_gbm_external"], ["upenn_gbm_dicom"]),
    ],
)
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
        (
            study(training={"monitor": "dice"}),
            r"^config: studies\.\w+\.training\.monitor: 'dice' .* loss, auc$",
        ),
        ({"pretraining": {"monitor": "auc"}}, r"^config: pretraining\.monitor: 'auc' is not known .* loss, dice$"),
        (study(split={"test_fraction": 1.5}), r"split\.test_fraction: .*found 1\.5"),
        (study(images={"shape": [1, 2]}), r"images\.shape"),
        (study(images={"shape": [0, 20, 20]}), r"images\.shape\.0: .*found 0"),
        (study(groups={"DSC": []}), r"groups\.DSC: .*at least 1"),
        (study(channel_inputs={"DSC_channels": []}), r"channel_inputs\.DSC_channels: .*at least 1"),
        (simulation(effect={"FLAIR": float("nan")}), r"simulation\.effect\.FLAIR: .*finite.*found nan"),
        (study(training={"learning_rate": float("inf")}), r"training\.learning_rate: .*finite.*found inf"),
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
        (study(models={"random": {"network": "spotune"}}), r"network 'spotune' does not exist \(nearest: 'spottune'\)"),
    ],
)
def test_b28_name_that_does_not_exist(raw, overlay, message):
    refused(raw, overlay, message)


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/no/such/folder", "No such file or directory"), (__file__, "Not a directory"), ("/closed", "Permission denied")],
)
@pytest.mark.parametrize("key", ["cohorts.upenn_gbm.local_dir", "weights"])
def test_b29_path_that_is_not_a_folder_or_cannot_be_read(raw, forbid, key, path, reason):
    forbid("/closed")
    overlay = {"weights": path} if key == "weights" else real_cohort(path)
    refused(raw, overlay, re.escape(f"config: {key}: {path} cannot be read ({reason}); "))


def test_without_a_folder_the_archive_is_downloaded(raw, repository):
    update_config(raw, yaml.safe_load((repository / "config" / "upenn_radiomics.yaml").read_text()))
    config = read_config(raw)
    assert config.cohorts["upenn_gbm"].local_dir is None and config.data_dir == "data"
    assert config.studies
    assert all(study.archive_contents == {"tables", "features"} for study in config.studies.values())


@pytest.mark.parametrize("text", ["", " ", "data/{source}", "a}"])
def test_b29_a_data_dir_that_names_no_folder(raw, text):
    refused(raw, {"data_dir": text}, re.escape(f"config: data_dir: {text!r} is not the name of a folder; "))


def test_b29_a_data_dir_that_is_a_file_or_cannot_be_made(raw, tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.touch()
    for text in (file, file / "below"):
        refused(raw, {"data_dir": str(text)}, re.escape(f"config: data_dir: {file} is a file; name a folder"))
    monkeypatch.setattr("os.access", lambda path, mode: mode == os.F_OK and os.path.lexists(path))
    refused(
        raw, {"data_dir": str(tmp_path / "a" / "b")}, re.escape(f"a/b cannot be made in {tmp_path} (no permission)")
    )
    raw["data_dir"] = str(tmp_path)
    assert read_config(raw).data_dir == str(tmp_path), "what is complete need not be written"


@pytest.mark.parametrize("text", ["results", "results/archives", "./a/../results/b", "linked"])
def test_data_below_the_results_are_refused(raw, tmp_path, monkeypatch, text):
    (tmp_path / "results" / "archives").mkdir(parents=True)
    (tmp_path / "linked").symlink_to("results/archives")
    monkeypatch.chdir(tmp_path)
    why = "lies in results/, which holds what is made and may be deleted; "
    refused(dict(raw), {"data_dir": text}, rf"^config: data_dir: \S+ {why}name another folder$")
    key = "cohorts.upenn_gbm.local_dir"
    raw["data_dir"] = "resultsAndMore"
    refused(raw, real_cohort(text), rf"^{re.escape(f'config: {key}: {text} {why}')}move it, or correct the path$")


def test_a_data_dir_is_expanded_and_normalised(raw, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    for text, folder in (("~/data/", f"{tmp_path}/data"), ("./data//mri/", "data/mri"), ("../data", "../data")):
        raw["data_dir"] = text
        assert read_config(raw).data_dir == folder


def test_own_patients_need_their_folder(raw, repository, tmp_path):
    update_config(raw, yaml.safe_load((repository / "config" / "own_patients.yaml").read_text()))
    refused(raw, {}, r"cohorts\.mine\.local_dir is empty; set it to the folder that holds your patients\.csv")
    raw["cohorts"]["mine"]["local_dir"] = str(tmp_path)
    assert set(read_config(raw).studies) == {"radiomics_mine"}


def test_how_own_patients_are_called_belongs_to_them_alone(raw):
    fix = r"cohorts\.upenn_gbm\.own: belongs to `source: own`; remove it"
    refused(raw, {"cohorts": {"upenn_gbm": {"own": {"files_by": "bids"}}}}, fix)


NULL = pytest.mark.parametrize("null", [None, "null"], ids=["a file", "--config, which gives text"])


@NULL
def test_an_overlay_removes_a_study_and_a_cohort(raw, null):
    update_config(raw, {"studies": {"spottune_mgmt": null}, "cohorts": {"upenn_gbm": null}})
    config = read_config(raw)
    assert (config.studies, config.cohorts) == ({}, {})


@NULL
def test_an_overlay_removes_whatever_has_a_name(raw, null):
    gone = dict.fromkeys(("dti", "dsc_dti", "dti_struct", "dsc_dti_struct"), null)
    overlay = study(
        groups={"DTI": null},
        channel_inputs={"DSC_channels": null},
        models={"transfer_two_blocks": null, "random": null},
        compare=["spottune", "transfer"],
        supplementary={"dsc_channels": null, "struct_two_blocks": null},
        table_numbers={"metrics_random": null},
        ensembles=gone,
        figure_ensembles=["dsc"],
    )
    update_config(raw, overlay | simulation(effect={"DSC_PH": null}))
    config = read_config(raw)
    found = config.studies["spottune_mgmt"]
    assert list(found.groups) == ["structural", "DSC"] and list(found.models) == ["spottune", "transfer"]
    assert list(found.ensembles) == ["dsc", "struct", "dsc_struct"] and not found.channel_inputs
    assert "metrics_random" not in found.table_numbers and not found.supplementary
    assert "DSC_PH" not in config.cohorts["upenn_gbm"].simulation.effect


@NULL
def test_an_overlay_removes_inputs_and_tables_of_features(radiomics, null):
    first = read_config(radiomics).studies["radiomics_mgmt"]
    spare = {"tables": {"spare": {"type": "clinical"}}, "inputs": {"spare": {"title": "S", "group": "structural"}}}
    spare["inputs"]["spare"]["tables"] = ["spare"]
    update_config(radiomics, feature_study(**spare))
    assert read_config(radiomics).studies["radiomics_mgmt"] != first
    update_config(radiomics, feature_study(tables={"spare": null}, inputs={"spare": null}))
    assert read_config(radiomics).studies["radiomics_mgmt"] == first


def test_what_another_section_names_cannot_be_removed(raw):
    refused(
        raw, study(groups={"DTI": None}), r"ensembles\.dti\.groups: 'DTI' does not exist; known are structural, DSC$"
    )


def test_a_patient_to_be_excluded_without_a_reason_is_refused(raw):
    overlay = {"cohorts": {"upenn_gbm": {"exclude_patients": {"UPENN-GBM-00001": None}}}}
    refused(raw, overlay, r"exclude_patients\.UPENN-GBM-00001: .*string")


def test_null_stays_where_it_is_a_value(raw):
    update_config(raw, {"cohorts": {"upenn_gbm": {"local_dir": None}}, "gpus": {"measured": None}})
    assert read_config(raw).gpus.measured is None


def test_a_study_that_is_a_word_is_refused_in_one_line(raw):
    refused(raw, {"studies": {"spottune_mgmt": "off"}}, r"studies\.spottune_mgmt: .*dictionary")


@pytest.fixture
def radiomics(raw, repository):
    """The studies on tables of features."""
    update_config(raw, yaml.safe_load((repository / "config" / "upenn_radiomics.yaml").read_text()))
    return raw


# Models without a list of inputs are trained on all.
LISTED = {"elastic_net": {"inputs": ["struct"]}, "gradient_boosting": {"inputs": ["struct"]}}


def feature_study(**keys):
    return {"studies": {"radiomics_mgmt": keys}}


@pytest.mark.parametrize(
    ("overlay", "message"),
    [
        (
            feature_study(kind="feature"),
            r"radiomics_mgmt\.kind: 'feature' does not exist; known are networks, slices, features",
        ),
        (feature_study(tabels={}), r"unknown key 'studies\.radiomics_mgmt\.tabels' \(nearest: 'tables'\)"),
        (feature_study(models={"forest": {"tree": 3}}), r"unknown key '.*forest\.tree' \(nearest: 'trees'\)"),
        (feature_study(inputs={"struct": {"tables": ["captkk"]}}), r"'captkk' does not exist \(nearest: 'captk'\)"),
        (feature_study(inputs={"struct": {"group": "struct"}}), r"nearest: 'structural'"),
        (feature_study(models={"forest": {"inputs": ["strct"]}}), r"nearest: 'struct'"),
        (feature_study(importance={"forest": ["dsc"]}), r"importance\.forest: 'dsc' does not exist"),
        (feature_study(compare=["forest", "forest_captk"]), r"compare: forest, forest_captk have no input in common"),
        (
            feature_study(inputs={"spare": {"title": "Spare", "group": "DTI", "tables": ["captk"]}}, models=LISTED),
            r"inputs\.spare: no model is trained on it",
        ),
        (
            feature_study(published="radiomics_mgtm"),
            r"published: 'radiomics_mgtm' does not exist \(nearest: 'radiomics_mg",
        ),
        (feature_study(mask="none"), r"tables\.captk describes regions .* but the study's `mask` is none"),
        (
            feature_study(models={"struct": {"title": "S", "classifier": "majority"}}),
            "'struct' is used twice among inputs",
        ),
        (feature_study(label={"censored": "Survival_Censor"}), "label: `censored` belongs to `above`"),
        (
            {"studies": {"radiomics_idh": {"tables": {"captk": {"type": "pyradiomics"}}}}},
            "tables: 'captk' is extracted by pyradiomics in one study and read in another",
        ),
        (feature_study(tables={"mine": {"type": "csv"}}), "`type: csv` needs `path`"),
        (
            feature_study(tables={"mine": {"kind": "csv", "path": "mine.csv"}}),
            r"^config: unknown key 'studies\.radiomics_mgmt\.tables\.mine\.kind', while 'type' is missing; correct or ",
        ),
        (feature_study(controls={"refit": {"forrest": ["struct"]}}), r"controls\.refit: 'forrest' does not exist"),
        (feature_study(controls={"refit": {"forest": ["dsc"]}}), r"controls\.refit\.forest: 'dsc' does not exist"),
        (feature_study(controls={"retrained_seeds": 2}), r"controls\.retrained_seeds: only networks are retrained"),
        (
            feature_study(external={"theirs": {"title": "Theirs", "path": "/no/such.csv"}}),
            r"external\.theirs\.path: .*No such file",
        ),
        (
            feature_study(external={"forest": {"title": "Theirs", "path": "pyproject.toml"}}),
            r"'forest' is used twice among inputs, models and external",
        ),
        (
            feature_study(
                label={"column": "Survival_from_surgery_days_UPDATED", "above": "median"},
                external={"theirs": {"title": "T", "path": "pyproject.toml", "label_column": "days"}},
            ),
            r"external\.theirs\.label_column: the study's label is above the median",
        ),
        (
            feature_study(tables={"mine": {"type": "csv", "path": "/no/such.csv"}}),
            r"tables\.mine\.path: .*No such file",
        ),
        (
            {"cohorts": {"upenn_gbm": {"source": "simulated"}}},
            r"only UPENN-GBM comes with CaPTk's features|does not exist",
        ),
    ],
)
def test_feature_studies_name_what_exists(radiomics, overlay, message):
    refused(radiomics, overlay, message)


@pytest.mark.parametrize(
    ("overlay", "message"),
    [
        (study(channel_inputs={"DSC": ["DSC_PH"]}), "'DSC' is used twice"),
        (study(channel_inputs={"DSC_PH": ["DSC_PH"]}), "'DSC_PH' is used twice"),
        (study(ensembles={"best": {"title": "Best", "groups": ["DSC"]}}), "'best' is used twice"),
        (study(compare=["spottune"]), "compare: .*at least 2"),
        (study(published=["schmitz2024_table6"]), r"published: 'schmitz2024_table6' does not exist \(nearest: 'schm"),
        (study(table_numbers={"metric": "Table 2"}), r"table_numbers: 'metric' does not exist \(nearest: 'metrics_"),
        (study(models={"transfer": {"initial_weights": "random"}}), "would freeze random weights"),
        (study(models={"transfer": {"title": "SpotTune"}}), "'SpotTune' is used twice among titles of models"),
        (study(ensembles={"dsc": {"title": "DTI"}}), "'DTI' is used twice among titles of ensembles"),
        (simulation(follow_ups=300), r"simulation: follow_ups must not exceed patients \(260\); lower it$"),
    ],
)
def test_names_and_models_that_cannot_be_are_refused(raw, overlay, message):
    refused(raw, overlay, message)


@pytest.mark.parametrize(
    ("overlay", "key", "value"),
    [
        (study(compare=["spottune", "spottune", "random"]), "compare", "spottune"),
        (study(augmentation={"transforms": ["flip", "flip"]}), "augmentation.transforms", "flip"),
        (study(groups={"DSC": ["DSC_PH", "DSC_PH"]}), "groups.DSC", "DSC_PH"),
        (study(channel_inputs={"DSC_channels": ["DSC_PH"] * 2}), "channel_inputs.DSC_channels", "DSC_PH"),
        (study(ensembles={"dsc": {"groups": ["DSC", "DSC"]}}), "ensembles.dsc.groups", "DSC"),
        (study(figure_ensembles=["dsc", "dsc"]), "figure_ensembles", "dsc"),
        (
            study(supplementary={"struct_two_blocks": {"inputs": ["FLAIR", "FLAIR"]}}),
            "supplementary.struct_two_blocks.inputs",
            "FLAIR",
        ),
        (simulation(modalities=["FLAIR", "FLAIR"]), "upenn_gbm.simulation.modalities", "FLAIR"),
    ],
)
def test_what_is_listed_twice_is_refused(raw, overlay, key, value):
    refused(raw, overlay, rf"\.{re.escape(key)}: '{value}' is listed twice; remove one$")


@pytest.mark.parametrize(
    ("label", "value"),
    [({"negative": "Methylated"}, "Methylated"), ({"missing": ["Unmethylated"]}, "Unmethylated")],
)
def test_a_value_of_the_label_means_one_thing(raw, label, value):
    refused(raw, study(label=label), rf"label: '{value}' is there twice among positive, negative and missing")


@pytest.fixture
def real(raw, repository, tmp_path):
    """The study on real patients: widths and groups of the archive, over the demo's coarse simulation."""
    update_config(raw, yaml.safe_load((repository / "config" / "upenn_gbm.yaml").read_text()))
    update_config(raw, real_cohort(tmp_path))
    return raw


def test_pretraining_for_real_images_asks_for_their_voxels_and_modalities(real):
    real["weights"] = "pretrain"
    refused(real, {}, r"simulation\.spacing is 4\.5: .* set `cohorts\.upenn_gbm\.simulation\.spacing: 1\.0`, or use `w")
    refused(real, simulation(spacing=1.0), r"cohorts\.upenn_gbm\.simulation\.modalities lacks 'T1', .*; add it")
    update_config(real, simulation(modalities=list(MODALITIES)))
    assert read_config(real).weights == "pretrain"


def test_pretraining_needs_simulated_patients(real):
    del real["cohorts"]["upenn_gbm"]["simulation"]
    refused(real, {"weights": "pretrain"}, r"needs cohorts\.upenn_gbm\.simulation; add it")


def test_weights_are_own_files_only_where_they_lie_in_a_folder_of_ones_own(real, tmp_path):
    for depth in (10, 18, 34, 50):
        (tmp_path / f"resnet_{depth}.pth").touch()
    name = "resnet_10.pth"
    assert read_config(real | {"weights": "download"}).own_weights(name) == []
    assert read_config(real | {"weights": str(tmp_path)}).own_weights(name) == [str(tmp_path / name)]
    update_config(real, simulation(spacing=1.0, modalities=list(MODALITIES)))
    assert read_config(real | {"weights": "pretrain"}).own_weights(name) == []


@pytest.mark.parametrize("missing", ["resnet_10.pth", "resnet_50.pth"])
def test_a_folder_that_lacks_weights_is_refused_with_the_file(real, tmp_path, missing):
    for name in {"resnet_10.pth", "resnet_50.pth"} - {missing}:
        (tmp_path / name).touch()
    message = f"config: weights: {tmp_path / missing} cannot be read (No such file or directory); studies."
    refused(real, {"weights": str(tmp_path)}, re.escape(message) + ".*: put it there, or set `weights: download`")


def test_b29_weights_that_cannot_be_read_are_refused(real, tmp_path, forbid):
    for name in ("resnet_10.pth", "resnet_50.pth"):
        (tmp_path / name).touch()
    forbid(tmp_path / "resnet_10.pth")
    refused(real, {"weights": str(tmp_path)}, r"resnet_10\.pth cannot be read \(Permission denied\); .*spottune starts")


def test_a_folder_needs_the_weights_of_transferred_models_only(real, tmp_path):
    models = real["studies"]["spottune_mgmt"]["models"]
    models["spottune"] |= {"depth": 18, "agent_depth": 18}
    models["transfer"]["depth"] = models["transfer_two_blocks"]["depth"] = 18
    (tmp_path / "resnet_18.pth").touch()
    real["weights"] = str(tmp_path)
    assert models["random"].get("depth") is None and read_config(real)


def test_downloaded_weights_ask_for_their_width(raw):
    refused(raw, {"weights": "download"}, r"width is 8, but MedicalNet's weights have 64")


def test_missing_section_is_named(raw):
    del raw["studies"]["spottune_mgmt"]["models"]
    refused(raw, {}, "'studies.spottune_mgmt.models' is missing")


def test_reference_is_up_to_date(repository):
    written = (repository / "config" / "README.md").read_text()
    assert written == config_reference(), "run `make config-reference`"


# Keys that several sections have under one name, and where each is read; networks read theirs in their own files.
SHARED_KEYS = {
    "OwnTableSettings.file": ("src/radiogenomics/cohorts/own_table.py", "folder / settings.file"),
    "OwnWeights.file": ("src/radiogenomics/networks/encoder_settings.py", "self.initial_weights.file"),
    "OwnPatientsSettings.sequences": ("src/radiogenomics/cohorts/own_settings.py", "self.sequences.get(what"),
    "PreparationSettings.sequences": ("src/radiogenomics/segmentation/predictions.py", "preparation.sequences"),
    "OwnTableSettings.session": ("src/radiogenomics/cohorts/own_patients.py", "column = settings.table.session"),
    "OwnPatientsSettings.session": ("src/radiogenomics/cohorts/own_patients.py", "settings.session is None"),
    "ChoiceParameter.type": ("src/radiogenomics/search/space.py", 'discriminator="type"'),
    "FloatParameter.type": ("src/radiogenomics/search/space.py", 'discriminator="type"'),
    "IntegerParameter.type": ("src/radiogenomics/search/space.py", 'discriminator="type"'),
    "ChoiceParameter.values": ("src/radiogenomics/search/space.py", "suggest_categorical(name, parameter.values)"),
    "FloatParameter.low": ("src/radiogenomics/search/space.py", "suggested(name, parameter.low, parameter.high"),
    "FloatParameter.high": ("src/radiogenomics/search/space.py", "suggested(name, parameter.low, parameter.high"),
    "FloatParameter.log": ("src/radiogenomics/search/space.py", "log=parameter.log"),
    "IntegerParameter.low": ("src/radiogenomics/search/space.py", "suggested(name, parameter.low, parameter.high"),
    "IntegerParameter.high": ("src/radiogenomics/search/space.py", "suggested(name, parameter.low, parameter.high"),
    "IntegerParameter.log": ("src/radiogenomics/search/space.py", "log=parameter.log"),
    "ScanSettings.values": ("src/radiogenomics/search/scans.py", "list(scan.values)"),
    "ScanSettings.low": ("src/radiogenomics/search/scans.py", "spaced(scan.low, scan.high, scan.points)"),
    "ScanSettings.high": ("src/radiogenomics/search/scans.py", "spaced(scan.low, scan.high, scan.points)"),
    "ScanSettings.log": ("src/radiogenomics/search/scans.py", "np.geomspace if scan.log"),
    "SearchSettings.seed": ("src/radiogenomics/search/run.py", 'derive_seed(settings.seed, "trial"'),
    "StudySearchSettings.folds": ("src/radiogenomics/search/job.py", "range(settings.folds)"),
    "StudySearchSettings.model": (
        "src/radiogenomics/studies/networks/search.py",
        "model_parameters(self.settings.model)",
    ),
    "StudySearchSettings.runtime": ("workflow/rules/search.smk", "search.settings.runtime"),
    "SliceLeakSettings.patients": ("workflow/scripts/slices/slice_leak.py", 'wanted["patients"]'),
    "SliceLeakSettings.repeats": ("workflow/scripts/slices/slice_leak.py", 'wanted["repeats"]'),
    "CrossValidationSettings.repeats": ("src/radiogenomics/classifiers/fit.py", "folds.repeats"),
    "GeneTowerFitSettings.validation_fraction": (
        "src/radiogenomics/classifiers/gene_tower.py",
        "self.settings.validation_fraction",
    ),
    "SplitSettings.validation_fraction": ("src/radiogenomics/splits/folds.py", "settings.validation_fraction"),
    "ExternalCohortSettings.title": ("src/radiogenomics/studies/external_test.py", "settings.title"),
    "SupplementarySettings.model": ("src/radiogenomics/studies/networks/study.py", "self.training_files(run.model"),
    "SliceStudySettings.shown_patients": ("workflow/rules/slices.smk", 'setting("shown_patients")'),
    "SegmentationStudySettings.shown_patients": ("workflow/rules/segmentation.smk", 'setting("shown_patients")'),
    "SliceAugmentationSettings.flip_probability": (
        "src/radiogenomics/images/slice_augment.py",
        "settings.flip_probability",
    ),
    "SegmentationAugmentationSettings.flip_probability": (
        "src/radiogenomics/segmentation/augmentation.py",
        "settings.flip_probability",
    ),
    "ClassifierSettings.neighbours": ("src/radiogenomics/classifiers/pipeline.py", "settings.neighbours"),
    "RunSettings.seed": ("workflow/rules/training.smk", "SETTINGS.seed"),
    "SplitSettings.seed": ("src/radiogenomics/splits/holdout.py", "settings.seed"),
    "PredictionSettings.seed": ("src/radiogenomics/predictions/predict.py", "settings.seed"),
    "OptimisationSettings.batch_size": ("src/radiogenomics/training/loop.py", "phase.batch_size"),
    "PredictionSettings.batch_size": ("src/radiogenomics/predictions/predict.py", "settings.batch_size"),
    "LabelSettings.title": ("src/radiogenomics/cohorts/settings.py", "self.title or self.column"),
    "StudySettings.title": ("workflow/report/workflow.rst", 'study["title"]'),
    "ModelSettings.title": (
        "src/radiogenomics/studies/networks/settings.py",
        "model.title for name, model in self.models",
    ),
    "ClassifierSettings.title": (
        "src/radiogenomics/studies/features/settings.py",
        "model.title for name, model in self.models",
    ),
    "EnsembleSettings.title": (
        "src/radiogenomics/studies/networks/settings.py",
        "section.title for name, section in {**self.ensembles",
    ),
    "SupplementarySettings.title": ("src/radiogenomics/studies/networks/study.py", '"title": run.title'),
    "FeatureInputSettings.title": ("src/radiogenomics/studies/features/settings.py", "item.title for name, item"),
    "PatientStudySettings.groups": ("src/radiogenomics/studies/networks/settings.py", "self.groups[group]"),
    "EnsembleSettings.groups": ("src/radiogenomics/studies/networks/settings.py", "self.ensembles[name].groups"),
    "SliceEnsembleSettings.title": (
        "src/radiogenomics/studies/networks/settings.py",
        "section.title for name, section in {**self.ensembles",
    ),
    "SliceEnsembleSettings.groups": ("src/radiogenomics/studies/slices/settings.py", "in ensemble.groups"),
    "SliceEnsembleSettings.inputs": ("src/radiogenomics/studies/slices/settings.py", "*ensemble.inputs"),
    "SliceStudySettings.kind": ("src/radiogenomics/config.py", 'study.get("kind", DEFAULT_KIND)'),
    "SliceStudySettings.seeds": ("src/radiogenomics/studies/slices/study.py", "self.settings.seeds"),
    "ControlSettings.seeds": ("workflow/rules/classifiers.smk", 'setting("controls", "seeds")'),
    "SliceSettings.shape": ("src/radiogenomics/images/slices.py", "settings.shape"),
    "SliceSettings.mask": ("src/radiogenomics/images/slices.py", "settings.mask"),
    "ImageSettings.shape": ("src/radiogenomics/images/modality.py", "settings.shape"),
    "SliceAugmentationSettings.maximum_angle": (
        "src/radiogenomics/images/slice_augment.py",
        "settings.maximum_angle",
    ),
    "AugmentationSettings.maximum_angle": ("src/radiogenomics/images/augment.py", "settings.maximum_angle"),
    "NetworkStudySettings.kind": ("src/radiogenomics/config.py", 'study.get("kind", DEFAULT_KIND)'),
    "FeatureStudySettings.kind": ("src/radiogenomics/config.py", 'study.get("kind", DEFAULT_KIND)'),
    "TableSettings.type": ("src/radiogenomics/features/reading.py", "READERS[settings.type]"),
    "TrainedStudySettings.compare": ("src/radiogenomics/studies/networks/settings.py", "*self.compare"),
    "FeatureStudySettings.compare": ("workflow/rules/evaluation.smk", 'models=setting("compare")'),
    "ImageSettings.mask": ("src/radiogenomics/studies/networks/settings.py", "return self.images.mask"),
    "FeatureStudySettings.mask": ("src/radiogenomics/studies/features/settings.py", "return self.mask"),
    "SplitSettings.folds": ("src/radiogenomics/splits/folds.py", "settings.folds"),
    "CrossValidationSettings.folds": ("src/radiogenomics/classifiers/fit.py", "folds.folds"),
    "CrossValidationSettings.seed": ("src/radiogenomics/classifiers/fit.py", "folds.seed"),
    "PredictionStudySettings.kind": ("src/radiogenomics/config.py", 'study.get("kind", DEFAULT_KIND)'),
    "EvaluationSettings.draws": ("workflow/scripts/evaluation/measure.py", "settings.draws"),
    "PredictionSettings.draws": ("src/radiogenomics/predictions/predict.py", "settings.draws"),
    "TrainingSettings.select": ("src/radiogenomics/training/tasks/binary.py", "settings.select"),
    "ClassifierSettings.select": ("src/radiogenomics/classifiers/pipeline.py", "settings.select"),
    "ConfounderSettings.column": ("src/radiogenomics/evaluation/confounding.py", "confounder.column"),
    "ConfounderSettings.missing": ("src/radiogenomics/evaluation/confounding.py", "confounder.missing"),
    "ConfounderSettings.positive": ("src/radiogenomics/evaluation/confounding.py", "confounder.positive"),
    "ConfounderSettings.title": ("src/radiogenomics/evaluation/confounder_settings.py", "self.title or self.column"),
    "LabelSettings.column": ("src/radiogenomics/cohorts/selection.py", "label.column"),
    "LabelSettings.missing": ("src/radiogenomics/cohorts/settings.py", "None: self.missing"),
    "LabelSettings.positive": ("src/radiogenomics/cohorts/settings.py", "1: _listed(self.positive)"),
    "GeneTowerFitSettings.bottleneck": ("src/radiogenomics/expression/gene_tower_fit.py", "settings.bottleneck"),
    "SimulationSettings.correlation": ("src/radiogenomics/cohorts/simulation/archive.py", "settings.correlation"),
    "SimulationSettings.effect": ("src/radiogenomics/cohorts/simulation/archive.py", "settings.effect"),
    "SimulationSettings.positive_fraction": (
        "src/radiogenomics/cohorts/simulation/roster.py",
        "settings.positive_fraction",
    ),
    "FurtherLabelSettings.effect": ("src/radiogenomics/cohorts/simulation/archive.py", "further.effect"),
    "FurtherLabelSettings.positive_fraction": (
        "src/radiogenomics/cohorts/simulation/further_labels.py",
        "settings.positive_fraction",
    ),
    "RegistrationSettings.spacing": ("workflow/scripts/registration/register_scan.py", "settings.spacing"),
    "SimulationSettings.spacing": ("src/radiogenomics/cohorts/simulation/patient.py", "settings.spacing"),
    "TowerSimulationSettings.correlation": (
        "src/radiogenomics/cohorts/simulation/response_archive.py",
        "settings.correlation",
    ),
    "TowerSimulationSettings.effect": ("src/radiogenomics/cohorts/simulation/response_archive.py", "settings.effect"),
    "TowerSimulationSettings.positive_fraction": (
        "src/radiogenomics/cohorts/simulation/response_roster.py",
        "settings.positive_fraction",
    ),
    "TowerSimulationSettings.spacing": (
        "src/radiogenomics/cohorts/simulation/response_archive.py",
        "settings.spacing",
    ),
    "LoopSettings.precision": ("src/radiogenomics/training/loop.py", "settings.precision"),
    "PredictionSettings.precision": ("workflow/scripts/predictions/predict.py", "settings.precision"),
    "ExternalSettings.title": ("src/radiogenomics/studies/settings.py", "external.title for name, external"),
    "ExternalSettings.path": ("src/radiogenomics/predictions/external.py", "Path(external.path)"),
    "ExternalSettings.patient_column": ("src/radiogenomics/predictions/external.py", "external.patient_column"),
    "TableSettings.path": ("src/radiogenomics/features/reading.py", "path = asked.settings.path"),
    "TableSettings.patient_column": ("src/radiogenomics/features/reading.py", "settings.patient_column"),
    "PredictedMasksSettings.model": ("src/radiogenomics/studies/patient_study.py", "mask_settings.model"),
    "SupplementarySettings.inputs": ("src/radiogenomics/studies/networks/study.py", "run.inputs"),
    "EvaluationSettings.threshold": ("workflow/scripts/evaluation/measure.py", "settings.threshold"),
    "ImageSettings.crop": ("src/radiogenomics/images/window.py", "settings.crop"),
    "ExternalMasksSettings.title": ("src/radiogenomics/studies/settings.py", "external.title for name, external"),
    "InferenceSettings.precision": ("workflow/scripts/segmentation/segment_patients.py", "inference.precision"),
    "InferenceSettings.window": ("src/radiogenomics/segmentation/inference.py", "settings.window,"),
    "LossSettings.name": ("src/radiogenomics/segmentation/losses.py", "settings.name"),
    "PhaseSettings.name": ("src/radiogenomics/training/loop.py", "phase.name"),
    "PostprocessingSettings.threshold": ("src/radiogenomics/segmentation/postprocessing.py", "settings.threshold"),
    "PreparationSettings.window": ("src/radiogenomics/segmentation/preparation.py", "settings.window is None"),
    "SegmentationAugmentationSettings.crop": ("src/radiogenomics/segmentation/augmentation.py", "settings.crop"),
    "SegmentationModelSettings.title": (
        "src/radiogenomics/studies/segmentation/settings.py",
        "model.title for name, model",
    ),
    "SegmentationStudySettings.kind": ("src/radiogenomics/config.py", 'study.get("kind", DEFAULT_KIND)'),
    "SegmentationStudySettings.mask": ("src/radiogenomics/studies/segmentation/settings.py", "return self.mask"),
    "SegmentationTrainingSettings.runtime": ("workflow/rules/segmentation.smk", ".training.runtime"),
    "SegmentationTrainingSettings.select": ("src/radiogenomics/training/tasks/regions.py", "settings.select"),
    "SegmentationTrainingSettings.threads": ("workflow/rules/segmentation.smk", ".training.threads"),
    "TrainingSettings.runtime": ("workflow/rules/training.smk", "settings.training.runtime"),
    "TrainingSettings.threads": ("workflow/rules/training.smk", "settings.training.threads"),
    "ClassifierSettings.inputs": ("src/radiogenomics/studies/features/settings.py", "self.models[model].inputs"),
    "SliceSelectionSettings.title": ("src/radiogenomics/studies/slices/selections.py", "selection.title"),
    "SliceSelectionSettings.choice": ("src/radiogenomics/images/slice_selections.py", "self.choice"),
    "SliceSelectionSettings.count": ("src/radiogenomics/images/slice_selections.py", "self.count"),
    "SliceSettings.choice": ("src/radiogenomics/images/slices.py", "settings.choice"),
    "SliceSettings.count": ("src/radiogenomics/images/slices.py", "settings.count"),
    "ExplanationSettings.inputs": ("src/radiogenomics/studies/networks/explained.py", "self.settings.inputs"),
    "ExplanationSettings.mask": ("src/radiogenomics/studies/networks/explained.py", "self.settings.mask"),
    "ExplanationSettings.patients": ("src/radiogenomics/studies/networks/explained.py", "self.settings.patients"),
    "SimulationSettings.patients": ("src/radiogenomics/cohorts/simulation/roster.py", "settings.patients"),
    "ExplanationSettings.shown_patients": (
        "workflow/rules/explanations.smk",
        'setting("explanations", "shown_patients")',
    ),
}


# What holds settings is called so; a `shape` of anything else is no read of `images.shape`.
HOLDERS = (
    r"(?:\w*settings|cohort|folds|input\(wildcards\.input\)|config|SETTINGS|study|\w+_of\(wildcards\)|simulation|gpus"
    r"|tower_training|input\(name\)|input\(self\.control_subject\)"
    r"|parameter|pruning|scan|section|selection|label|training|phase|pretraining|run|external|controls|SETTINGS\.gpus)"
)


def leaf_keys(model):
    """Class of the section and name of every key that holds a value; an inherited key belongs to the section above."""
    for name, field in model.model_fields.items():
        sections = sections_of(field.annotation)
        for section in sections:
            yield from leaf_keys(section)
        if not sections:
            yield next(o for o in reversed(model.__mro__) if name in vars(o).get("__annotations__", {})), name


def is_networks_own(section):
    """Whether a section is of one network or family of them, in `networks/<name>.py` or `<name>_settings.py`."""
    return issubclass(section, ModelSettings) and section not in (ModelSettings, SegmenterSettings)


def files_of_network(section, src):
    """Files of a network, and of the networks whose sections derive from its."""
    for derived in section.__subclasses__():
        yield from files_of_network(derived, src)
    stem = section.__module__.rpartition(".")[2]
    paths = (src / "networks" / f"{name}.py" for name in (stem, stem.removesuffix("_settings")))
    yield from (path for path in paths if path.is_file())


def test_every_key_is_read_somewhere(repository):
    # Where keys are declared, checked or documented, they are not read.
    src = repository / "src/radiogenomics"
    declared = {*src.glob("**/settings.py"), *src.glob("studies/**/checks.py"), *src.glob("**/*_settings.py")}
    others = {src / "config.py", src / "config_reference.py", *declared}
    files = [
        *repository.glob("src/**/*.py"),
        *repository.glob("workflow/**/*.smk"),
        *repository.glob("workflow/**/*.py"),
    ]
    code = "\n".join(path.read_text() for path in files if path not in others)
    # Sections answer some questions about their own keys themselves.
    answers = "\n".join(path.read_text() for path in declared)
    # Once over the code, and not once for each of the keys.
    read = set(re.findall(rf"\b{HOLDERS}\.(?=(\w+)\b)", code))
    read |= {name for asked in re.findall(r"setting\([^)]*\)", code) for name in re.findall(r'"(\w+)"', asked)}
    answered = {name for chain in re.findall(r"\bself\.(\w+(?:\.\w+)?)\b", answers) for name in chain.split(".")}
    keys = list(dict.fromkeys(leaf_keys(Config)))
    names = [name for _, name in keys]
    several = [(section, name) for section, name in keys if names.count(name) > 1]
    shared = {f"{section.__name__}.{name}" for section, name in several if not is_networks_own(section)}
    assert shared == set(SHARED_KEYS), "say in SHARED_KEYS of this file where each of the keys of one name is read"
    unread = [key for key, (file, text) in SHARED_KEYS.items() if text not in (repository / file).read_text()]
    unread += [name for name in names if names.count(name) == 1 and name not in read | answered]
    for section, name in several:
        own = "\n".join(path.read_text() for path in files_of_network(section, src)) if is_networks_own(section) else ""
        unread += [] if not own or re.search(rf"\b(self|settings)\.{name}\b", own) else [f"{section.__name__}.{name}"]
    assert unread == []


def test_every_key_is_explained():
    keys = [line for line in config_reference().splitlines() if line.startswith("| `")]
    assert len(keys) > 100
    for line in keys:
        assert not line.endswith(("| None |", "|  |")), line


@pytest.mark.parametrize(
    "compared", [["spottune", "random"], ["spottune", "random", "transfer", "transfer_two_blocks"]]
)
def test_a_study_compares_two_models_or_more(raw, compared):
    assert read_config(_with(raw, study(compare=compared))).studies["spottune_mgmt"].compare == compared


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (None, []),
        ("radiomics_mgmt", ["radiomics_mgmt"]),
        (["tuberlin", "mackinnon_idh"], ["tuberlin", "mackinnon_idh"]),
    ],
)
def test_published_tables_are_a_name_or_several_or_none(raw, given, names):
    assert read_config(_with(raw, study(published=given))).studies["spottune_mgmt"].published == names


def _with(raw, overlay):
    update_config(raw, overlay)
    return raw
