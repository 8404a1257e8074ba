import pandas as pd
import pytest

from radiogenomics.evaluation.colour_configurations import (
    CHOSEN,
    areas_of_configurations,
    bars,
    configurations,
    scatter,
)

TITLES = {"vgg": "VGG16", "resnext": "ResNeXt"}
LABELS = pd.DataFrame({"patient_id": list("abcd"), "label": [0, 0, 1, 1]})


def rows(model, number, seed, probabilities, subset="validation"):
    return pd.DataFrame(
        {
            "model": model,
            "number": number,
            "seed": seed,
            "subset": subset,
            "patient_id": list("abcd"),
            "probability": probabilities,
        }
    )


def test_areas_of_validation_patients_alone():
    known = rows("vgg", 21, 0, [0.1, 0.6, 0.5, 0.9])
    tested = rows("vgg", 21, 0, [0.9, 0.9, 0.1, 0.1], subset="test")
    areas = areas_of_configurations(pd.concat([known, tested]), LABELS)
    assert areas.values.tolist() == [["vgg", 21, 0, 0.75]]


@pytest.fixture
def table():
    areas = [
        *[("vgg", 21, 0, 0.9), ("vgg", 21, 1, 0.7), ("resnext", 21, 0, 0.6), ("resnext", 21, 1, 0.6)],
        *[("vgg", 15, 0, 0.8), ("vgg", 15, 1, 0.8), ("resnext", 15, 0, 0.7), ("resnext", 15, 1, 0.9)],
    ]
    return configurations(pd.DataFrame(areas, columns=["model", "number", "seed", "auc"]))


def test_the_chosen_one_has_the_largest_sum_of_means(table):
    assert table["number"].tolist() == [15, 15, 21, 21]
    assert table["chosen"].tolist() == [CHOSEN, CHOSEN, "", ""]
    row = table[(table["number"] == 21) & (table["model"] == "vgg")].iloc[0]
    assert row["auc"] == pytest.approx(0.8) and row["sd"] == pytest.approx(0.2 / 2**0.5)
    assert row["sum"] == pytest.approx(1.4) and row["colours"] == "FLAIR, T1GD, T2" and row["seeds"] == 2


def test_figures_show_every_configuration(table):
    labels = [text.get_text() for text in bars(table, TITLES).axes[0].get_xticklabels()]
    assert labels == ["15: T2, T1GD, FLAIR", "21: FLAIR, T1GD, T2"]
    axes = scatter(table, TITLES).axes[0]
    assert {text.get_text() for text in axes.texts} == {"15", "21"}
    assert axes.get_xlabel().endswith("VGG16") and axes.get_ylabel().endswith("ResNeXt")
