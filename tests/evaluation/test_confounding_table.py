import numpy as np
import pandas as pd
import pytest

from radiogenomics.evaluation.confounding import confounding_table
from radiogenomics.evaluation.confounding_table import confounding_note, confounding_table_text

TITLES = {"forest": "Random forest", "svm": "SVM", "mirna": "MicroRNA"}


@pytest.fixture
def measured():
    """Two models of 400 patients: one knows the confounder and more, the other nothing."""

    def of(weight: float, confounded: float) -> pd.DataFrame:
        random = np.random.default_rng(1)
        ids = [f"P{number:03}" for number in range(400)]
        label = pd.Series(random.integers(0, 2, 400), ids)
        mutant = pd.Series(random.random(400) < 0.3 + 0.4 * label, ids).astype(float)
        status = mutant.map({1.0: "Mutant", 0.0: "WT"}).rename("IDH.status")
        noise = pd.Series(random.normal(size=400), ids)
        best = confounding_table(label, noise + weight * label + confounded * mutant, status, mutant)
        other = confounding_table(label, noise, status, mutant)
        tables = [best.assign(model="forest", input="mirna"), other.assign(model="svm", input="mirna")]
        return pd.concat(tables, ignore_index=True)

    return of


def test_every_model_has_a_row_with_the_area_within_each_value(measured):
    table = confounding_table_text(measured(1.0, 1.0), TITLES, "IDH").set_index("Model")
    assert list(table.index) == ["Random forest", "SVM"]
    assert set(table) > {"AUC", "IDH alone", "Difference", "Within Mutant", "Within WT", "Stratified AUC"}


def test_the_note_says_how_much_the_confounder_explains(measured):
    table = measured(1.0, 1.0)
    areas = table[table["model"] == "forest"].set_index("quantity")["auc"]
    left = (areas["model, stratified"] - 0.5) / (areas["model"] - 0.5)
    note = confounding_note(table, TITLES, "IDH")
    assert f"Random forest, of highest AUC, has {areas['model']:.3f}" in note
    assert f"IDH explains {1 - left:.0%} of what the model has above chance, and {left:.0%} is left" in note
    assert "its interval lies above 0.5" in note and "it is more than IDH alone" in note
    assert "of the patients with Mutant" in note and "; of the patients with WT" in note


def test_a_model_of_the_confounder_alone_is_explained_by_it_wholly_or_nearly(measured):
    note = confounding_note(measured(0.0, 4.0), TITLES, "IDH")
    assert "its interval holds 0.5" in note and "it is not shown to be more than IDH alone" in note


def test_without_a_model_above_chance_nothing_is_explained(measured):
    assert "No model is shown to be above chance" in confounding_note(measured(0.0, 0.0), TITLES, "IDH")
