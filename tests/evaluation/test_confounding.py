import itertools

import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.confounder_settings import ConfounderSettings
from radiogenomics.evaluation.confounding import confounding_table, measure_confounding, stratified_area
from radiogenomics.evaluation.delong import roc_area


@pytest.fixture
def patients():
    """400 patients whose confounder is related to the label, and random numbers beside it."""
    random = np.random.default_rng(1)
    ids = [f"P{number:03}" for number in range(400)]
    label = pd.Series(random.integers(0, 2, 400), ids)
    confounder = pd.Series(np.where(random.random(400) < 0.3 + 0.4 * label, "Mutant", "WT"), ids, name="IDH.status")
    return label, confounder, pd.Series(random.normal(size=400), ids)


def test_the_area_counts_pairs_within_strata(patients):
    label, stratum, noise = patients
    ids = label.index[:40]
    scores = (noise + label).round(1)
    pairs = [
        (scores[p] > scores[n]) + 0.5 * (scores[p] == scores[n])
        for p, n in itertools.product(ids, ids)
        if label[p] == 1 and label[n] == 0 and stratum[p] == stratum[n]
    ]
    area = stratified_area(label[ids], scores[ids], stratum[ids])
    assert area.auc == pytest.approx(np.mean(pairs))
    assert area.pairs == len(pairs)
    assert area.ci_low < area.auc < area.ci_high


def test_one_stratum_is_the_plain_area(patients):
    label, stratum, noise = patients
    area = stratified_area(label, noise + label, stratum.map(lambda _: "all"))
    assert area.auc == pytest.approx(roc_area(label, noise + label).auc)


def test_a_model_of_the_confounder_alone_is_at_chance_within_it(patients):
    label, confounder, noise = patients
    alone = (confounder == "Mutant").astype(float)
    table = confounding_table(label, alone + 1e-3 * noise, confounder, alone).set_index("quantity")
    assert table.loc["model", "auc"] > 0.65
    assert table.loc["model, stratified", "ci_low"] < 0.5 < table.loc["model, stratified", "ci_high"]
    assert table.loc["model minus confounder", "ci_low"] < 0 < table.loc["model minus confounder", "ci_high"]


def test_a_model_that_knows_more_keeps_its_area(patients):
    label, confounder, noise = patients
    alone = (confounder == "Mutant").astype(float)
    table = confounding_table(label, noise + 1.5 * label, confounder, alone).set_index("quantity")
    assert table.loc["model, stratified", "ci_low"] > 0.75
    assert table.loc["model within", "stratum"].tolist() == ["Mutant", "WT"]
    assert table.loc["model minus confounder", "ci_low"] > 0


def test_the_interval_covers_the_true_area_as_often_as_it_says():
    random, covered, truth = np.random.default_rng(0), 0, 0.7602  # Φ(1/√2)
    for _ in range(300):
        label = pd.Series(random.integers(0, 2, 120))
        stratum = pd.Series(random.integers(0, 2, 120), name="s").astype(str)
        area = stratified_area(label, random.normal(size=120) + label + 3 * (stratum == "1"), stratum)
        covered += area.ci_low <= truth <= area.ci_high
    assert 0.91 < covered / 300 < 0.98


def test_patients_without_the_confounder_are_in_no_row(patients):
    label, confounder, noise = patients
    confounder[:10] = ""
    table = confounding_table(label, noise, confounder, noise)
    assert table["n"].max() == 390
    with pytest.raises(InputError, match=r"IDH\.status: not known of any of the 400 patients"):
        confounding_table(label, noise, confounder.map(lambda _: ""), noise)
    with pytest.raises(InputError, match="no value of it has patients of both classes"):
        stratified_area(label, noise, label.astype(str).rename("label"))


def test_models_are_measured_by_the_mean_of_their_repeats_within_the_confounder():
    ids = [f"P{number}" for number in range(8)]
    patients = pd.DataFrame({"patient_id": ids, "label": [1, 0] * 4})
    scans = pd.DataFrame({"patient_id": ids, "IDH": ["Mutant"] * 4 + ["WT"] * 3 + ["?"]})
    rows = [(repeat, patient, 0.1 * number) for repeat in (0, 1) for number, patient in enumerate(ids)]
    predictions = pd.DataFrame(rows, columns=["repeat", "patient_id", "probability"]).assign(model="m", input="x")
    confounder = ConfounderSettings(column="IDH", positive="Mutant", missing=["?"])
    table = measure_confounding(predictions, patients, scans, confounder).set_index("quantity")
    assert table.loc["model", "n"] == 7 and set(table["model"]) == {"m"}
    # Of four pairs among mutants one is in the right order, of two pairs of others one.
    assert table.loc["model, stratified", "auc"] == pytest.approx(2 / 6)


def test_a_confounder_that_is_not_there_or_has_other_values_is_refused():
    patients = pd.DataFrame({"patient_id": ["A"], "label": [1]})
    scans = pd.DataFrame({"patient_id": ["A"], "IDH.status": ["WT"]})
    predictions = pd.DataFrame({"model": ["m"], "input": ["x"], "patient_id": ["A"], "probability": [0.5]})
    for column, message in (
        ("IDH.state", r"nearest: 'IDH.status'"),
        ("IDH.status", "its values are WT; it must have two"),
    ):
        with pytest.raises(InputError, match=message):
            measure_confounding(predictions, patients, scans, ConfounderSettings(column=column, positive="Mutant"))
