"""What a study of towers answers, and what it refuses."""

import copy

import pytest
import yaml

from radiogenomics.config import read_config, studies_of
from radiogenomics.errors import InputError
from radiogenomics.leakage.records import NETWORK


@pytest.fixture
def raw(repository):
    """The embedded configuration with the tiny study over it."""
    config = yaml.safe_load((repository / "config" / "config.yaml").read_text())
    overlay = yaml.safe_load((repository / "tests" / "workflow" / "towers_tiny.yaml").read_text())
    return {**config, **{name: overlay[name] for name in ("cohorts", "studies")}}


@pytest.fixture
def study(raw):
    return studies_of(read_config(raw))["twin_tower_response"]


def test_every_network_reads_the_input_of_its_kind(study):
    inputs = {model: study.settings.inputs_of_model(model) for model in study.model_names}
    assert inputs["image_tower"] == ["images"] and inputs["gene_tower"] == inputs["svm"] == ["expression"]
    assert inputs["twin_tower"] == inputs["mixture"] == ["both"]
    assert study.groups_of_inputs == {"images": "images", "expression": "expression", "both": "both"}


def test_fits_of_networks_and_of_classifiers_must_leave_records(study):
    expected = set(study.expected_fits)
    assert (NETWORK, "twin_tower", "both", 1) in expected and ("classify", "svm", "expression", 0) in expected
    assert "results/twin_tower_response/predictions/image_tower/images_fitted.json" in study.fitted_records


def test_complete_patients_cross_validate_networks_and_all_with_expression_the_classifiers(study):
    found = {path.removeprefix("results/twin_tower_response/") for path in study.cross_validation_predictions}
    assert {"cross_validation/image_tower/both.csv", "cross_validation/svm/expression.csv"} < found


def test_towers_and_fusions_are_told_apart_and_cross_validated_on_complete_patients(study):
    assert study.towers == ["image_tower", "gene_tower"] and study.named("fusion") == ["twin_tower", "mixture"]
    assert [path.split("cross_validation/")[1] for path in study.cross_validated_networks] == [
        f"{model}/both.csv" for model in ("image_tower", "gene_tower", "twin_tower", "mixture")
    ]


def test_effects_are_planted_for_the_response_alone(study, raw):
    assert study.planted_modalities["both"] == ["T1", "T1GD", "T2", "FLAIR", "expression"]
    raw["studies"]["twin_tower_response"]["label"]["column"] = "Grade"
    assert studies_of(read_config(raw))["twin_tower_response"].ground_truth == []


def test_patients_who_can_have_no_expression_are_refused_by_their_cohort(raw, tmp_path):
    raw["cohorts"]["mine"] = {"source": "own", "local_dir": str(tmp_path)}
    raw["studies"]["twin_tower_response"]["cohort"] = "mine"
    said = r"twin_tower_response\.cohort: patients of mine \(source: own\) can have no gene expression yet, which the "
    with pytest.raises(InputError, match=f"{said}groups expression, both need; name a cohort of source tcga or"):
        read_config(raw)


def without(models: dict, name: str) -> dict:
    return {key: value for key, value in models.items() if key != name}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s.update(slice_size=64), "image_tower.image_size is 32, but slice_size is 64; make them equal"),
        (lambda s: s["split"].update(single_groups=False), "need `single_groups: true` and `test_group: both`"),
        (
            lambda s: s.update(models=without(s["models"], "image_tower")),
            "0 models are a image_tower",
        ),
        (lambda s: s["models"]["svm"].update(clasifier="svm"), r"unknown key .*models\.svm\.clasifier"),
        (lambda s: s["models"]["mixture"].update(network="resnet", joined_by=None), "unknown key 'joined_by'"),
        (lambda s: s.update(published_methods=["t1gd_texture"]), r"published_methods.*nearest: 't1gd_texture_forest'"),
        (lambda s: s.update(slice_weights="nowhere.pth"), r"slice_weights: .*nowhere\.pth.*correct the path"),
        (lambda s: s.update(groups={"both": ["T1"], "images": ["T1"]}), "groups must be images, expression and both"),
    ],
)
def test_what_does_not_fit_is_refused(raw, change, message):
    section = copy.deepcopy(raw["studies"]["twin_tower_response"])
    change(section)
    raw["studies"]["twin_tower_response"] = section
    with pytest.raises(InputError, match=message):
        read_config(raw)
