import pytest
from pydantic import ValidationError

from radiogenomics.training.settings import PretrainingSettings, TrainingSettings

PHASES = [{"name": "head", "trained": ["head"], "epochs": 3, "batch_size": 8}, {"name": "all", "learning_rate": 1e-6}]


def test_a_training_without_phases_has_one_of_its_own_keys():
    (phase,) = TrainingSettings(epochs=7, batch_size=5, patience=3).all_phases
    assert (phase.epochs, phase.batch_size, phase.patience, phase.trained) == (7, 5, 3, "all")


def test_a_phase_inherits_what_it_leaves_out():
    head, all_of_it = TrainingSettings(epochs=7, batch_size=5, learning_rate=1e-3, phases=PHASES).all_phases
    assert (head.epochs, head.batch_size, head.learning_rate) == (3, 8, 1e-3)
    assert (all_of_it.epochs, all_of_it.batch_size, all_of_it.learning_rate) == (7, 5, 1e-6)


def test_a_phase_inherits_the_defaults_of_its_own_section():
    (phase,) = PretrainingSettings(phases=[{"name": "one"}]).phases
    assert (phase.schedule, phase.epochs) == ("constant", 20)


def test_settings_come_back_from_their_own_dump():
    settings = TrainingSettings(epochs=7, phases=PHASES)
    assert TrainingSettings(**settings.model_dump()) == settings


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"phases": [PHASES[0], PHASES[0]]}, "two phases are called 'head'"),
        ({"phases": PHASES, "devices": 6, "batch_size": 5}, "6 devices share batches of 5"),
        ({"phases": [{"name": "a", "trained": []}]}, "at least 1 item"),
        ({"phases": [{"name": "a", "epoch": 3}]}, "Extra inputs"),
        ({"phases": [{"epochs": 3}]}, "Field required"),
        ({"learning_rates": {"head": 0}}, "greater than 0"),
    ],
)
def test_impossible_phases_are_refused(changes, message):
    with pytest.raises(ValidationError, match=message):
        TrainingSettings(**changes)
