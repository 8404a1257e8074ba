import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config, studies_of
from radiogenomics.studies.downloads import downloaded_parts, downloaded_weights


@pytest.fixture(scope="module")
def planned(repository):
    """Function that gives what a configuration downloads: parts by source, and weights."""

    def plan(overlay: str, **changes):
        raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
        update_config(raw, yaml.safe_load((repository / "config" / overlay).read_text()))
        update_config(raw, changes)
        config = read_config(raw)
        studies = studies_of(config).values()
        return downloaded_parts(config, studies), downloaded_weights(studies)

    return plan


def test_networks_on_the_archive_need_scans_masks_tables_and_weights(planned):
    parts, weights = planned("upenn_gbm.yaml")
    assert set(parts) == {"upenn_gbm"} and len(parts["upenn_gbm"]) == len(set(parts["upenn_gbm"])) > 3
    assert [path.rsplit("/", 1)[1] for path in weights] == ["resnet_50.pth", "resnet_10.pth"]


def test_classifiers_of_the_archive_s_own_features_need_no_scan(planned):
    parts, weights = planned("upenn_radiomics.yaml")
    assert parts and not weights
    assert set(parts["upenn_gbm"]) < set(planned("upenn_gbm.yaml")[0]["upenn_gbm"]) | {"features", "captk"}


def test_scans_from_dicom_are_the_structural_series_without_masks(planned):
    parts, weights = planned("upenn_gbm_dicom.yaml")
    assert parts == {"upenn_gbm_dicom": ["tables", "images_structural"]} and weights


def test_cohorts_whose_patients_are_excluded_bring_their_tables(planned):
    cohorts = {"brats": {"source": "brats2021"}, "upenn_gbm": {"exclude_patients_of": ["brats"]}}
    parts, _ = planned("upenn_gbm.yaml", cohorts=cohorts)
    assert parts["brats2021"]
    assert "brats2021" not in planned("upenn_gbm.yaml")[0]


def test_everything_is_asked_of_the_study_s_own_cohort_alone(planned):
    cohorts = {
        "brats": {"source": "brats2021", "download": "everything"},
        "upenn_gbm": {"exclude_patients_of": ["brats"], "download": "everything"},
    }
    parts, _ = planned("upenn_gbm.yaml", cohorts=cohorts)
    assert len(parts["upenn_gbm"]) > len(planned("upenn_gbm.yaml")[0]["upenn_gbm"])
    assert not any("images" in part for part in parts["brats2021"])


def test_a_copy_of_the_archive_needs_no_download(planned, tmp_path):
    assert planned("upenn_gbm.yaml", cohorts={"upenn_gbm": {"local_dir": str(tmp_path)}})[0] == {}
