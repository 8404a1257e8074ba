"""What a study says of the test of its models on another cohort."""

import copy

import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.cohorts.simulation.truth import ideal_areas
from radiogenomics.config import read_config, studies_of
from radiogenomics.errors import InputError
from radiogenomics.studies.registry import KINDS
from radiogenomics.studies.settings import PatientStudySettings


@pytest.fixture(scope="module")
def raw(repository):
    raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
    for name in ("config/pseudocolour_idh.yaml",):
        update_config(raw, yaml.safe_load((repository / name).read_text()))
    return raw


@pytest.fixture
def study_with(raw):
    def read(cohorts, **changes):
        changed = copy.deepcopy(raw)
        changed["studies"]["pseudocolour_idh"].update(external_cohorts=cohorts, **changes)
        return studies_of(read_config(changed))["pseudocolour_idh"]

    return read


def test_its_files_lie_apart_from_those_of_the_study(study_with):
    (test,) = study_with(["tcga"]).external_tests
    assert test.path("cohort.csv") == "results/pseudocolour_idh/external/tcga/cohort.csv"
    assert "results/pseudocolour_idh/external/tcga/slices/T1_exclusions.csv" in test.exclusions
    assert len(test.predictions) == 2 * 3
    assert test.trained_cohort == {"egd": ("egd", "results/simulated/egd", None)}


def test_the_label_is_the_studys_unless_it_has_one_of_its_own(study_with):
    assert study_with(["tcga"]).external_test("tcga").label.column == "IDH"
    label = {"column": "IDH_mutated", "positive": "1", "negative": "0", "missing": ["-1"]}
    assert study_with({"tcga": {"label": label}}).external_test("tcga").label.column == "IDH_mutated"


@pytest.fixture(scope="module")
def archives(repository):
    """The study of the ready configuration on real archives."""
    raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
    update_config(raw, yaml.safe_load((repository / "config" / "upenn_gbm_external.yaml").read_text()))
    return studies_of(read_config(raw))["spottune_external"]


def test_cohorts_that_another_one_leaves_out_bring_their_tables(archives):
    brats, ucsf = archives.external_test("brats2021"), archives.external_test("ucsf_pdgm")
    assert brats.excluded_cohorts == ["ucsf_pdgm", "tcga"] and ucsf.excluded_cohorts == []
    assert (
        brats.selection["excluding"] == {name: (name, f"data/{name}", None) for name in ("ucsf_pdgm", "tcga")}
        and not ucsf.selection["excluding"]
    )
    tables = [f"data/{name}/.downloaded/tables.csv" for name in ("upenn_gbm", "ucsf_pdgm", "tcga")]
    assert [path for archive in brats.compared_archives for path in archive.paths] == tables
    assert ("tcga", ["tables"]) in archives.read_archives


def test_labels_are_told_as_each_archive_has_them(archives):
    meanings = {test.cohort: (test.label.column, test.label.meanings) for test in archives.external_tests}
    assert meanings == {
        "ucsf_pdgm": (
            "MGMT status",
            {"positive": 1, "negative": 0, "indeterminate": None, "unknown": None, "": None},
        ),
        "brats2021": ("MGMT value", {"1": 1, "0": 0, "": None}),
        "tcga": ("MGMT.promoter.status", {"Methylated": 1, "Unmethylated": 0, "": None}),
    }
    assert [test.title for test in archives.external_tests] == ["UCSF-PDGM", "BraTS 2021", "TCGA, preoperative scans"]


def test_it_is_on_the_page_and_in_the_record_of_the_run(study_with):
    study = study_with(["tcga"])
    assert dict(study.sections())["External test"][0] == "tables/external_tcga.html"
    assert study.path("external/tcga/predictions.csv") in study.recorded
    assert ("tcga", study.settings.archive_contents) in study.read_archives
    assert "external_slices" in study.rule_files
    without = study_with([])
    assert "External test" not in dict(without.sections()) and "external_cohorts" not in without.rule_files


def test_the_simulated_second_site_has_a_known_drop(study_with):
    label = {"column": "IDH_mutated", "positive": "1", "negative": "0", "missing": ["-1"]}
    test = study_with({"tcga": {"label": label}}).external_test("tcga")
    planted = test.evaluation["planted"]
    assert planted["modalities"]["pseudocolour_24"] == ["T1"]
    areas = {name: ideal_areas(of, planted["modalities"]) for name, of in planted["simulations"].items()}
    drops = [areas["external"][name] - areas["internal"][name] for name in planted["modalities"]]
    assert drops == pytest.approx([-0.115, -0.115, -0.068], abs=0.002)
    prevalence = {name: of["positive_fraction"] for name, of in planted["simulations"].items()}
    assert prevalence["external"] < 0.3 < prevalence["internal"] == 0.4
    assert planted["simulations"]["external"]["noise"] > planted["simulations"]["internal"]["noise"]


def test_no_drop_is_known_unless_the_label_is_planted_in_both(study_with, archives):
    label = {"column": "survival", "above": 365}
    assert study_with({"tcga": {"label": label}}).external_test("tcga").planted == {}
    assert archives.external_test("tcga").planted == {}


@pytest.mark.parametrize(
    ("cohorts", "message"),
    [
        (["tgca"], r"'tgca' does not exist \(nearest: 'tcga'\)"),
        (["egd"], "egd is the study's own cohort; name another one"),
        ({"tcga": {"label": {"column": "survival", "above": "median"}}}, "the median of these patients is not"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(study_with, cohorts, message):
    with pytest.raises(InputError, match=message) as error:
        study_with(cohorts)
    assert "\n" not in str(error.value)


def test_volumes_of_another_cohort_lie_apart_too(archives):
    test = archives.external_test("ucsf_pdgm")
    arrays = archives.seen_of_cohort("ucsf_pdgm", "spottune", "T1GD", ".npy")
    assert arrays == ["results/spottune_external/external/ucsf_pdgm/images/T1GD.npy"]
    assert test.exclusions == [] and "external_volumes" in archives.rule_files
    assert test.path("predictions/spottune/T1GD.csv") in test.predictions
    # Of a frozen backbone its features.
    features = archives.seen_of_cohort("ucsf_pdgm", "transfer", "T1GD", ".npy")
    assert features == [test.path("frozen_features/transfer/T1GD.npy")]


def test_kinds_whose_models_predict_no_other_cohort_say_so(repository):
    changed = yaml.safe_load((repository / "config" / "config.yaml").read_text())
    update_config(changed, yaml.safe_load((repository / "config" / "radiomics.yaml").read_text()))
    changed["cohorts"]["other"] = copy.deepcopy(changed["cohorts"]["upenn_gbm"])
    changed["studies"]["radiomics_scans"]["external_cohorts"] = ["other"]
    with pytest.raises(InputError, match="models of this kind of study predict no other cohort yet"):
        read_config(changed)


def test_the_reference_names_the_kinds_whose_models_predict_other_cohorts(repository):
    description = PatientStudySettings.model_fields["external_cohorts"].description
    named = {kind for kind in KINDS if f"`kind: {kind}`" in description}
    assert named == {kind for kind, study in KINDS.items() if getattr(study, "external_rules", ())}
    assert description in (repository / "config" / "README.md").read_text()
