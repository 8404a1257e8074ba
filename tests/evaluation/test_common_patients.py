"""Studies that share patients, of known answers."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.common_patients import shared_patients
from radiogenomics.evaluation.compared import Compared
from radiogenomics.evaluation.delong import paired_test, roc_area

LABELS = {f"P{number:02}": number % 2 for number in range(40)}


def study(name, models=("net",), label="MGMT", simulated=False):
    inputs = {model: ["T1", "T2"] for model in models}
    titles = {model: model.title() for model in models}
    return Compared(name, name.title(), label, ("yes", "no"), simulated, f"{name}.csv", titles, inputs)


def predictions(patients, seed, models=("net",), labels=LABELS):
    random = np.random.default_rng(seed)
    rows = [
        (model, item, fold, "test", who, float(np.clip(labels[who] * 0.3 + random.uniform(0, 0.7), 0, 1)), labels[who])
        for model in models
        for item in ("T1", "T2")
        for fold in (0, 1)
        for who in patients
    ]
    columns = ["model", "input", "fold", "subset", "patient_id", "probability", "label"]
    return pd.DataFrame(rows, columns=columns)


def test_models_of_two_studies_are_measured_and_tested_on_the_patients_of_both():
    tables = {"one": predictions(list(LABELS)[:30], 1), "two": predictions(list(LABELS)[10:], 2, ("net", "forest"))}
    (group,) = shared_patients([study("one"), study("two", ("net", "forest"))], tables)
    common = list(LABELS)[10:30]
    areas = group.areas().set_index("model")
    assert list(areas.index) == ["one: net", "two: net", "two: forest"] and set(areas["n"]) == {20}
    # The mean over folds and then over inputs, as in a study's own tables.
    mean = {name: table.groupby(["model", "patient_id"])["probability"].mean() for name, table in tables.items()}
    truth = [LABELS[who] for who in common]
    one, two = mean["one"]["net"][common], mean["two"]["net"][common]
    assert areas.loc["one: net", "value"] == pytest.approx(roc_area(truth, one).auc)
    assert areas.loc["one: net", "ci_low"] == pytest.approx(roc_area(truth, one).ci_low)
    tests = group.tests()
    assert len(tests) == 3
    first = tests.set_index(["model_a", "model_b"]).loc[("one: net", "two: net")]
    assert first["p"] == pytest.approx(paired_test(truth, one, two).p)
    assert (tests["p_adjusted"] >= tests["p"]).all() and tests["p_adjusted"].min() <= 3 * tests["p"].min() + 1e-12
    assert group.titles["two: forest"] == "Forest" and group.titles["two"] == "Two"


def test_studies_of_other_labels_or_patients_stand_by_themselves():
    half = list(LABELS)[:20]
    tables = {
        "mgmt": predictions(half, 1),
        "idh": predictions(half, 2),
        "others": predictions(list(LABELS)[15:], 3),
        "simulated": predictions(half, 4),
    }
    studies = [study("mgmt"), study("idh", label="IDH"), study("others"), study("simulated", simulated=True)]
    groups = shared_patients(studies, tables)
    assert [[each.study for each in group.studies] for group in groups] == [
        ["mgmt"],
        ["idh"],
        ["others"],
        ["simulated"],
    ]


def test_a_patient_with_two_labels_is_named():
    other = {**LABELS, "P03": 0}
    tables = {"one": predictions(LABELS, 1), "two": predictions(LABELS, 2, labels=other)}
    with pytest.raises(InputError, match=r"two\.csv: patient P03 has another MGMT than in one\.csv"):
        shared_patients([study("one"), study("two")], tables)


def test_simulated_patients_of_one_name_and_two_labels_are_of_different_simulations():
    tables = {"one": predictions(LABELS, 1), "two": predictions(LABELS, 2, labels={**LABELS, "P03": 0})}
    assert len(shared_patients([study("one", simulated=True), study("two", simulated=True)], tables)) == 2
