"""What studies of each kind answer, by settings alone."""

import re

import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config, studies_of
from radiogenomics.errors import InputError
from radiogenomics.studies.registry import DEFAULT_KIND, KINDS


@pytest.fixture(scope="module")
def study(repository):
    """Function that makes the studies of a ready configuration, with some keys changed."""

    def read(*overlays: str, name: str = "spottune_mgmt", **changes):
        raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
        for overlay in overlays:
            update_config(raw, yaml.safe_load((repository / overlay).read_text()))
        update_config(raw, changes)
        return studies_of(read_config(raw))[name]

    return read


@pytest.fixture(scope="module")
def networks(study):
    return study()


@pytest.fixture(scope="module")
def features(study):
    return study("config/radiomics.yaml", name="radiomics_scans")


def test_every_study_shows_each_file_once_and_has_no_empty_section(networks, features):
    for each in (networks, features):
        shown = [name for _, files in each.sections() for name in files]
        assert len(shown) == len(set(shown)) > 20
        assert all(files for _, files in each.sections())


def test_every_fold_of_every_model_and_input_must_leave_a_record(networks):
    settings = networks.settings
    expected = networks.expected_fits
    assert expected[0] == ("crop window", "", "", None)
    assert len(expected) == 1 + len(settings.compare) * len(settings.modalities) * settings.split.folds
    of_networks = [path for path in networks.fitted_records if "/training/" in path]
    assert len(of_networks) == len(expected) - 1
    assert {re.search(r"fold(\d)", path)[1] for path in of_networks} == {"0", "1", "2"}


def test_reported_supplementary_runs_pass_the_gate_too(networks, study):
    reported = study(studies={"spottune_mgmt": {"report_supplementary": True}})
    assert "transfer_two_blocks" not in networks.fitted_inputs
    assert reported.fitted_inputs["transfer_two_blocks"] == ["T1GD", "FLAIR"]
    assert reported.fitted_inputs["spottune"][-1] == "DSC_channels"


def test_a_frozen_backbone_is_seen_by_its_features(networks):
    assert networks.seen_files("transfer", "FLAIR", "_augmented.npy") == [
        "results/spottune_mgmt/frozen_features/transfer/FLAIR.npy"
    ]
    assert networks.seen_files("random", "DSC_channels", ".csv") == [
        "results/spottune_mgmt/images/DSC_ap-rCBV.csv",
        "results/spottune_mgmt/images/DSC_PH.csv",
    ]
    assert networks.gpus_of_training("transfer") == 0 and networks.gpus_of_training("random") == 1


def test_controls_train_the_first_model_to_other_labels_or_from_other_seeds(study):
    controls = {"retrained_permutations": 2, "retrained_seeds": 1}
    found = study(studies={"spottune_mgmt": {"controls": controls}})
    permuted = found.retrained_predictions("permuted")
    assert len(permuted) == 2 * 6 and len(found.retrained_predictions("seed")) == 6
    assert permuted[0] == "results/spottune_mgmt/predictions_permuted1/spottune/DSC_ap-rCBV.csv"
    assert found.labels_of_training("_permuted2").endswith("train_permuted2.csv")
    assert found.labels_of_training("_seed1") == found.labels_of_training("")
    assert found.seed_of_training("_permuted2") == found.config.seed != found.seed_of_training("_seed1")


IDH1 = {"column": "IDH1", "positive": "Mutated", "negative": "Wildtype", "missing": ["NOS/NEC"]}


def test_an_effect_is_planted_for_one_label_alone(networks, study):
    assert networks.has_planted_effect and networks.planted("correlation") == 0.3
    other = study(studies={"spottune_mgmt": {"label": IDH1}})
    assert other.is_simulated and not other.has_planted_effect
    assert not other.planted_modalities and other.planted("effect") is None
    shown = [name for _, files in other.sections() for name in files]
    assert not any("recovery" in name for name in shown)
    assert any("planted effect: none of this label" in line for line in other.outline())


def test_a_simulation_may_plant_an_effect_for_another_label_too(study):
    further = {"IDH1": {"effect": {"FLAIR": 2.0}}}
    simulated = {"upenn_gbm": {"simulation": {"further_labels": further}}}
    other = study(cohorts=simulated, studies={"spottune_mgmt": {"label": IDH1}})
    assert other.planted_simulation["effect"] == {"FLAIR": 2.0} and other.planted("effect") == {"FLAIR": 2.0}
    assert other.planted_simulation["others"][0]["effect"]["T1GD"] == 2.2
    assert "tables/recovery.html" in dict(other.sections())["Results"]
    assert study(cohorts=simulated).planted_simulation["others"][0]["effect"] == {"FLAIR": 2.0}


@pytest.mark.parametrize(
    ("overlay", "name"),
    [
        ("config/efficientnet_mgmt.yaml", "efficientnet_mgmt"),
        ("config/pseudocolour_idh.yaml", "pseudocolour_idh"),
        ("config/radiomics.yaml", "radiomics_scans"),
        ("config/twin_tower_response.yaml", "twin_tower_response"),
    ],
)
def test_the_ideal_observer_belongs_to_the_planted_label_in_every_kind_of_study(study, overlay, name):
    assert study(overlay, name=name).has_planted_effect
    other = study(overlay, name=name, studies={name: {"label": {"column": "KPS"}}})
    assert not other.has_planted_effect and not other.planted_modalities
    assert "tables/recovery.html" not in [path for _, paths in other.sections() for path in paths]


def test_a_study_of_segmentation_has_no_ideal_observer(study):
    assert not study("config/segmentation.yaml", name="segmentation").has_planted_effect


def test_weights_are_asked_for_where_they_come_from(networks, study):
    weights = [
        "results/spottune_mgmt/weights/width8/resnet_50.pth",
        "results/spottune_mgmt/weights/width8/resnet_10.pth",
    ]
    assert networks.weights_of("spottune") == weights and not networks.weights_of("random")
    assert not networks.downloaded_weights and not networks.weight_records
    real = study("config/upenn_gbm.yaml")
    assert real.downloaded_weights == [path.replace("width8", "width64") for path in weights]
    assert [path.rsplit("/", 1)[1] for path in real.weight_records] == ["resnet_50.json", "resnet_10.json"]


def test_a_study_of_another_label_shows_no_published_figure_of_mgmt(networks, study):
    assert networks.published.names[0] == "schmitz2024_table2" and not networks.published.left_out
    idh = {"column": "IDH1", "positive": "Mutated", "negative": "Wildtype", "missing": ["NOS/NEC"]}
    other = study("config/upenn_gbm.yaml", studies={"spottune_mgmt": {"label": idh}})
    assert other.settings.compare == networks.settings.compare
    assert other.published.names == [] and len(other.published.left_out) == len(networks.published.names)
    assert "tables/published.html" not in [name for _, files in other.sections() for name in files]


@pytest.mark.parametrize(
    ("overlays", "name"),
    [
        ((), "spottune_mgmt"),
        (("config/radiomics.yaml",), "radiomics_scans"),
        (("config/efficientnet_mgmt.yaml",), "efficientnet_mgmt"),
        (("config/twin_tower_response.yaml",), "twin_tower_response"),
    ],
)
def test_several_values_make_one_class_in_studies_of_every_kind(study, overlays, name):
    label = {"positive": ["A", "B"], "negative": ["C", "D"], "missing": ["E"]}
    changed = study(*overlays, name=name, studies={name: {"label": label}})
    assert changed.settings.label.meanings == {"A": 1, "B": 1, "C": 0, "D": 0, "E": None}
    assert changed.about()["classes"] == ["A or B", "C or D"]


def test_nothing_is_planted_in_the_null_cohort_of_the_twin_tower(study):
    overlays = ("config/twin_tower_response.yaml", "config/twin_tower_null.yaml")
    null = study(*overlays, name="twin_tower_response")
    assert set(null.cohort.planted["effect"].values()) == {0.0} and null.published.names == []


def test_importance_and_ensembles_that_do_not_exist_are_refused_by_name(networks, features):
    with pytest.raises(InputError, match="`importance` of elastic_net does not name 'struct'"):
        features.asked_importance("elastic_net", "struct")
    with pytest.raises(InputError, match=r"no ensemble or input .dsc_dt. \(nearest: .dsc_dti."):
        networks.drawn_predictions("dsc_dt")


def test_predictions_made_elsewhere_stand_in_every_figure_of_curves(study, tmp_path):
    (tmp_path / "table.csv").write_text("patient_id,probability\nUPENN-GBM-00001,0.5\n")
    external = {"reader": {"title": "A reader", "path": str(tmp_path / "table.csv")}}
    found = study(studies={"spottune_mgmt": {"external": external}})
    assert found.drawn_ensembles("dti") == ["dti", "external"]
    assert found.drawn_predictions("dti")[-1] == "results/spottune_mgmt/predictions/external/reader.csv"
    assert found.external_models == ["reader"] and found.own_models == ["spottune", "random", "transfer"]
    assert not any("reader" in path for path in found.drawn_records("dti"))


def test_the_registry_knows_each_kind_by_its_section():
    assert DEFAULT_KIND in KINDS
    for kind, cls in KINDS.items():
        assert str(cls.settings_class.model_fields["kind"].annotation).count(f"'{kind}'") == 1
        assert cls.rules


def test_simulated_patients_have_no_published_columns_unless_asked(networks, study):
    assert networks.is_simulated and networks.published_columns == [] and not networks.published_with_ours
    asked = study(studies={"spottune_mgmt": {"published_with_simulated": True}})
    assert asked.published_columns == networks.published.names and asked.published_with_ours


def test_the_outline_names_what_an_overlay_left_beside_its_own(study):
    """`groups: {DTI: …}` adds to the groups that there are: the outline shows all of them, and what that costs."""
    outline = study("tests/workflow/tiny.yaml", studies={"spottune_mgmt": {"groups": {"DTI": ["DTI_FA"]}}}).outline()
    assert outline == [
        "spottune_mgmt: MGMT of simulated patients of upenn_gbm",
        "  groups: structural (FLAIR), DTI (DTI_FA), DSC (DSC_PH)",
        "  models: spottune, random, transfer on DSC_PH, DTI_FA, FLAIR",
        "  in all: 31 trainings of networks: 18 for the results, 6 to permuted labels, 6 from other seeds, "
        "1 of initial weights",
    ]


def test_models_with_other_inputs_have_a_line_of_their_own(study):
    outline = study("config/upenn_radiomics.yaml", name="radiomics_mgmt").outline()
    models = [line.removeprefix("  models: ") for line in outline if line.startswith("  models")]
    assert len(models) == len(set(models)) > 1 and all(" on " in line for line in models)
    assert outline[-1].startswith("  in all: ") and "in cross-validation" in outline[-1]
