"""For which labels of a study simulated patients carry an effect."""

import pytest

from radiogenomics.cohorts.settings import LabelSettings, SimulationSettings
from radiogenomics.cohorts.simulation.planted import OWN_LABELS, planted_for

MGMT = {"column": "MGMT", "positive": "Methylated", "negative": "Unmethylated"}
IDH1 = {"column": "IDH1", "positive": "Mutated", "negative": "Wildtype", "missing": ["NOS/NEC"]}
FURTHER = {"IDH1": {"effect": {"T1": 2.0}, "positive_fraction": 0.25}}


def simulation(**keys):
    return SimulationSettings(**{"modalities": ["T1", "FLAIR"], "effect": {"FLAIR": 1.0}, **keys})


def test_the_label_of_the_archive_has_the_effect_of_the_simulation():
    settings = simulation()
    assert planted_for(LabelSettings(**MGMT), settings) == settings.model_dump()
    assert "further_labels" not in settings.model_dump()


@pytest.mark.parametrize(
    "label",
    [
        IDH1,
        {"column": "KPS", "above": 70},
        {"column": "MGMT", "positive": "Methylated", "negative": ["Unmethylated", "Indeterminate"], "missing": []},
    ],
)
def test_other_labels_and_other_classes_have_none(label):
    assert planted_for(LabelSettings(**label), simulation()) is None


def test_each_of_several_labels_has_its_own_effect_and_knows_of_the_other():
    settings = simulation(further_labels=FURTHER)
    first, second = (planted_for(LabelSettings(**label), settings) for label in (MGMT, IDH1))
    assert first["effect"] == {"FLAIR": 1.0} and second["effect"] == {"T1": 2.0}
    assert first["others"] == [{"effect": {"T1": 2.0}, "positive_fraction": 0.25}]
    assert second["others"] == [{"effect": {"FLAIR": 1.0}, "positive_fraction": settings.positive_fraction}]


def test_exchanged_classes_change_the_sign():
    label = LabelSettings(column="MGMT", positive="Unmethylated", negative="Methylated")
    assert planted_for(label, simulation())["effect"] == {"FLAIR": -1.0}


def test_every_layout_has_a_label_of_its_own():
    layouts = SimulationSettings.model_fields["layout"].annotation.__args__
    assert set(OWN_LABELS) == set(layouts)


def test_a_layout_without_further_labels_says_so():
    with pytest.raises(ValueError, match="no effect of 'IDH' is planted in the layout upenn_gbm; use IDH1"):
        simulation(further_labels={"IDH": {"effect": {}}})
    with pytest.raises(ValueError, match="layout egd; remove it, or choose the layout upenn_gbm"):
        simulation(layout="egd", follow_ups=0, further_labels=FURTHER)
