from dataclasses import replace

import pandas as pd
import pytest

from radiogenomics.files import write_table
from radiogenomics.report.facts import study_facts
from radiogenomics.report.model_cards import card_names, model_card
from radiogenomics.report.results import Results


@pytest.fixture
def card(about, folder, parse):
    """Function to the text of a card; keywords change what the configuration says."""

    def text(model="forest", subject="dti", **changes):
        changed, results = replace(about, **changes), Results(folder)
        return parse(model_card(changed, results, study_facts(changed, results), model, subject)).text

    return text


def test_there_is_a_card_for_every_model_and_subject_of_the_metrics(folder):
    assert card_names(Results(folder)) == [(m, s) for m in ("forest", "net") for s in ("struct", "dti")]


def test_a_card_says_what_it_is_who_it_is_for_and_on_whom(card):
    text = card()
    assert "Forest, DTI Model card." in text
    assert "Research only" in text and "no medical device" in text
    assert "classifier: forest; trees: 100" in text
    assert "3 of the group DTI, in 2 folds" in text
    assert "3 of the group DTI, once; those of them who validate choose the epoch" in card(folds=1)
    assert "2 patients, 1 Methylated" in text
    assert "0.550 (0.35–0.75)" in text and "0.600" not in text
    assert "MIT licence" in text and "f" * 40 in text


def test_limits_follow_from_the_run(card, folder, chance_table):
    assert "That it does better than chance on these patients is not shown (adjusted p = 0.900)" in card()
    assert "does not do better" not in card()
    assert "only 2 test patients" in card() and "includes 0.5" in card()
    write_table(chance_table([0.01] * 4), folder / "chance.csv")
    assert "better than chance" not in card()
    (folder / "chance.csv").unlink()
    assert "Whether it does better than chance was not tested" in card()


@pytest.mark.parametrize("simulated", [True, False])
def test_simulated_patients_are_on_the_banner_and_among_the_limits(card, simulated):
    assert card(simulated=simulated).lower().count("simulated") >= 2 or not simulated
    assert ("nothing about any real person" in card(simulated=simulated)) == simulated


def test_predictions_of_others_have_no_training_here(card):
    text = card(is_trained=False, groups={}, model_settings={})
    assert "somebody else trained it" in text and "same cohort; other hospitals" not in text


def test_transferred_weights_have_their_origin(card):
    text = card(model_settings={"forest": {"initial_weights": "transferred"}}, weights="MedicalNet's")
    assert "Transferred: MedicalNet's." in text


def test_a_slope_beyond_sense_is_only_called_large(card, folder):
    slope = {"metric": "slope", "value": -826.5, "ci_low": float("-inf"), "ci_high": 1068.4}
    write_table(pd.DataFrame([{"model": "forest", "ensemble": "dti", **slope}]), folder / "calibration.csv")
    assert "< −100 (−∞ to > 100)" in card()


@pytest.mark.parametrize(
    ("n_positive", "limit"),
    [
        (5, "Only 5 of the 155 test patients are Methylated: every measure of that class rests on them; bootstrap"),
        (140, "Only 15 of the 155 test patients are Unmethylated: every measure of that class rests on them."),
    ],
)
def test_the_smaller_class_is_a_limit_though_there_are_many_test_patients(card, folder, n_positive, limit):
    metrics = pd.read_csv(folder / "metrics.csv").assign(n=155, n_positive=n_positive)
    write_table(metrics, folder / "metrics.csv")
    assert limit in card() and "only 155" not in card()
    assert ("too narrow" in card()) == (n_positive == 5)
    write_table(metrics.assign(n_positive=70), folder / "metrics.csv")
    assert "Only" not in card()
