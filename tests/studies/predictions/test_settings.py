import pytest
from pydantic import ValidationError

from radiogenomics.studies.predictions.settings import ENSEMBLE, PredictionStudySettings

STUDY = {
    "kind": "predictions",
    "title": "Theirs",
    "label": {"column": "truth", "positive": 1, "negative": 0, "missing": [-1]},
    "models": {"a": {"title": "Network A", "path": "a.csv"}, "b": {"title": "Network B", "path": "b.csv"}},
}


def test_every_model_has_the_one_ensemble_of_the_one_input():
    study = PredictionStudySettings.model_validate(STUDY)
    assert study.reported_models == ["a", "b"]
    assert study.inputs_of_ensembles == {ENSEMBLE: study.inputs_of_model("a")}
    assert study.model_titles == {"a": "Network A", "b": "Network B"}
    assert list(study.ensemble_titles) == study.figure_ensembles == [ENSEMBLE]
    assert not study.simulated


def test_study_without_a_model_or_with_a_censored_label_is_refused():
    with pytest.raises(ValidationError, match="at least 1 item"):
        PredictionStudySettings.model_validate(STUDY | {"models": {}})
    with pytest.raises(ValidationError, match=r"`label\.censored` is not read"):
        label = {"column": "days", "above": 365, "censored": "followed"}
        PredictionStudySettings.model_validate(STUDY | {"label": label})
