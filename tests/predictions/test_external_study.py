import pytest
import yaml

from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.evaluation.delong import roc_area
from radiogenomics.evaluation.published import published_metrics
from radiogenomics.evaluation.published_and_ours import published_and_ours
from radiogenomics.predictions.ensemble import average
from radiogenomics.predictions.external_settings import ExternalSettings
from radiogenomics.predictions.external_study import read_prediction_study
from radiogenomics.studies.predictions.settings import PredictionStudySettings

LABEL = LabelSettings(column="truth", positive="1", negative="0", missing=["-1"])
ROWS = "patient_id,probability,truth\nP2,0.8,1\nP1,0.3,0\nP3,0.5,-1\nP4,0.6,\n"


@pytest.fixture
def write(tmp_path):
    def table(name: str, text: str, **settings) -> ExternalSettings:
        (tmp_path / f"{name}.csv").write_text(text)
        return ExternalSettings(title=name, path=str(tmp_path / f"{name}.csv"), **settings)

    return table


def test_patients_without_a_label_are_a_stated_exclusion(write):
    predictions, labels, flow = read_prediction_study("s", {"a": write("a", ROWS)}, LABEL)
    assert labels.to_dict("list") == {"patient_id": ["P1", "P2"], "label": [0, 1]}
    assert predictions[["patient_id", "probability", "label"]].to_numpy().tolist() == [["P1", 0.3, 0], ["P2", 0.8, 1]]
    assert flow["n_after"].tolist() == [4, 2]
    assert flow["n_before"].tolist() == [4, 4]
    assert flow["why"][1] == "truth is -1: 1; truth is empty: 1"
    assert (flow[["n_positive", "n_negative"]] == 1).all(axis=None)


def test_b37_probability_is_refused_even_of_a_patient_without_a_label(write):
    with pytest.raises(InputError, match=r"patient P3 has probability '1\.5'"):
        read_prediction_study("s", {"a": write("a", ROWS.replace("0.5", "1.5"))}, LABEL)


def test_two_models_of_the_same_patients(write):
    other = write(
        "b",
        "case,p,mgmt\nP1,0.1,0\nP2,0.2,1\nP3,0.3,-1\nP4,0.4,-1\n",
        patient_column="case",
        probability_column="p",
        label_column="mgmt",
    )
    predictions, labels, _ = read_prediction_study("s", {"a": write("a", ROWS), "b": other}, LABEL)
    assert predictions.groupby("model")["probability"].apply(list).to_dict() == {"a": [0.3, 0.8], "b": [0.1, 0.2]}
    assert len(labels) == 2


@pytest.mark.parametrize(
    ("lacking", "named"), [("a", "a.csv: patient P4 of .*b.csv"), ("b", "b.csv: patient P4 of .*a.csv")]
)
def test_b38_models_of_different_patients_are_refused(write, lacking, named):
    texts = {name: ROWS.replace("P4,0.6,\n", "") if name == lacking else ROWS for name in ("a", "b")}
    with pytest.raises(InputError, match=f"{named} is missing"):
        read_prediction_study("s", {name: write(name, text) for name, text in texts.items()}, LABEL)


def test_b38_models_that_disagree_on_a_label_are_refused(write):
    with pytest.raises(InputError, match=r"b.csv: patient P1 has another label than in .*a.csv"):
        read_prediction_study("s", {"a": write("a", ROWS), "b": write("b", ROWS.replace("0.3,0", "0.3,1"))}, LABEL)


def test_b22_one_class_is_refused(write):
    with pytest.raises(InputError, match="of 4 patients, 0 are positive and 1 negative by truth; both are needed"):
        read_prediction_study("s", {"a": write("a", ROWS.replace("0.8,1", "0.8,-1"))}, LABEL)


# What the published network's predictions give: positives, negatives, AUC, accuracy, sensitivity, specificity.
STATED = {
    "multitask_idh": (88, 129, 0.896, 0.843, 0.716, 0.930),
    "multitask_1p19q": (26, 207, 0.852, 0.888, 0.385, 0.952),
}


@pytest.mark.parametrize("name", STATED)
def test_published_predictions_give_what_their_paper_states(repository, shared, name):
    config = yaml.safe_load((repository / "config" / "published_predictions.yaml").read_text())
    study = PredictionStudySettings.model_validate(config["studies"][name])
    table = shared / "real" / "tcga" / "test_predictions.csv"
    models = {model: item.model_copy(update={"path": str(table)}) for model, item in study.models.items()}
    predictions, labels, flow = read_prediction_study(name, models, study.label)
    positive, negative, auc, accuracy, sensitivity, specificity = STATED[name]
    assert (labels["label"].sum(), (labels["label"] == 0).sum()) == (positive, negative)
    assert flow["n_after"].tolist() == [240, positive + negative]
    truth, called = predictions["label"] == 1, predictions["probability"] > 0.5
    assert round(float((truth == called).mean()), 3) == accuracy
    assert round(float(called[truth].mean()), 3) == sensitivity
    assert round(float((~called[~truth]).mean()), 3) == specificity
    area = roc_area(predictions["label"], predictions["probability"])
    assert round(area.auc, 3) == auc
    assert area.ci_low < auc < area.ci_high
    assert average([predictions])["probability"].tolist() == predictions["probability"].tolist()
    published = published_metrics(study.published)
    assert set(published["model"]) == set(study.models)
    ours = {"AUC": area.auc, "ACC": accuracy, "SEN": sensitivity, "SPE": specificity}
    for row in published_and_ours(published[published["model"] == "multitask"]).itertuples():
        if row.metric in ours:
            assert abs(ours[row.metric] - row.published) <= 0.005
            assert row.ci_low < ours[row.metric] < row.ci_high


def test_one_table_for_two_models_is_refused(write):
    rows = "".join(f"P{number},0.{number},{number % 2}\n" for number in range(1, 9))
    models = {name: write(name, f"patient_id,probability,truth\n{rows}") for name in ("a", "b")}
    with pytest.raises(InputError, match=r"the probabilities of b are those of a"):
        read_prediction_study("s", models, LABEL)
