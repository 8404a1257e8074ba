"""What a study of predictions from elsewhere answers, by settings alone."""

import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config, studies_of
from radiogenomics.errors import InputError

TABLE = "Patient,IDH_mutated,1p19q_codeleted,Prediction_score_IDH_mutated,Prediction_score_1p19q_codeleted\n"


@pytest.fixture
def study(repository, tmp_path, monkeypatch):
    """Function that makes the study of the ready configuration, with some keys changed."""
    (tmp_path / "test_predictions.csv").write_text(TABLE + "P1,0,0,0.1,0.1\nP2,1,1,0.9,0.9\n")
    monkeypatch.chdir(tmp_path)

    def read(**changes):
        raw = yaml.safe_load((repository / "config" / "config.yaml").read_text())
        update_config(raw, yaml.safe_load((repository / "config" / "published_predictions.yaml").read_text()))
        update_config(raw, {"studies": {"multitask_idh": changes}})
        return studies_of(read_config(raw))["multitask_idh"]

    return read


def test_published_figures_stand_with_predictions_of_the_same_patients(study):
    assert study().published.names == ["vandervoort2023_idh"] and not study().published.left_out


@pytest.mark.parametrize(
    ("patients_of", "why"),
    [
        ("upenn_gbm", "its patients are of tcga, those of this study of upenn_gbm"),
        ("egd", "its patients are of tcga, those of this study of egd"),
        (None, "the study does not say that its patients are of tcga; set `patients_of`"),
    ],
)
def test_figures_of_another_cohort_do_not_stand_with_predictions_of_the_same_label(study, patients_of, why):
    names, (said,) = study(patients_of=patients_of).published
    assert names == [] and why in said
    assert "published" not in study(patients_of=patients_of).recorded


def test_an_archive_that_does_not_exist_is_refused(study):
    with pytest.raises(InputError, match=r"^config: studies\.multitask_idh\.patients_of: 'tgca' does not exist"):
        study(patients_of="tgca")
