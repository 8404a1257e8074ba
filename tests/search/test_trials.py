"""Trials of real trainings on two ways of preparing slices."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch
from torch.utils.data import DataLoader

from radiogenomics.networks.registry import model_settings
from radiogenomics.search.metrics import value_of
from radiogenomics.search.results import trials_table
from radiogenomics.search.run import run_search
from radiogenomics.search.settings import SearchSettings
from radiogenomics.search.trials import Trainings, open_candidates
from radiogenomics.seeds import derive_seed
from radiogenomics.training.one_fold import Fold, train_fold
from radiogenomics.training.settings import TrainingSettings
from radiogenomics.training.tasks.binary import BinaryTask

PATIENTS = [f"p{number}" for number in range(12)]
SPLITS = pd.DataFrame({"patient_id": PATIENTS, "fold": [0, 1] * 6})
LABELS = pd.DataFrame({"patient_id": PATIENTS, "label": [0, 0, 1, 1] * 3})
READING = {"reader": "slices", "augmentation": {"flip_probability": 1.0}}
MODEL = {"network": "timm:test_efficientnet.r160_in1k", "initial_weights": "random"}
TRAINING = {"epochs": 2, "batch_size": 4, "learning_rate": 0.01, "select": "loss", "balance": False}
SPACE = {
    "training.learning_rate": {"type": "float", "low": 0.001, "high": 0.1, "log": True},
    "slices.tumour_only": {"type": "choice", "values": [True, False]},
}
SPACE_OF_SLICES = {"slices.tumour_only": SPACE["slices.tumour_only"]}
BASE = {"training.learning_rate": 0.02, "slices.tumour_only": True}


def write(folder, name, brightness):
    """One slice of each patient, bright where the label is 1."""
    array = np.random.default_rng(1).uniform(0, 0.5, size=(12, 32, 32)).astype(np.float32)
    array[LABELS["label"] == 1] += brightness
    np.save(folder / f"{name}.npy", array)
    index = pd.DataFrame({"patient_id": PATIENTS, "item": 0, "copy": "original", "row": range(12), "slice": 3})
    index.assign(grid="g").to_csv(folder / f"{name}.csv", index=False)
    return str(folder / f"{name}.npy"), str(folder / f"{name}.csv")


@pytest.fixture
def make(tmp_path):
    (first, first_index), (second, second_index) = write(tmp_path, "a", 0.5), write(tmp_path, "b", 0.0)
    nothing = {"augmented_arrays": [], "augmented_indices": []}
    files = SimpleNamespace(arrays=[first, second], indices=[first_index, second_index], **nothing)
    keys = [{"slices.tumour_only": True}, {"slices.tumour_only": False}]

    def trainings(**changes) -> Trainings:
        values = {
            "names": ("study", "model", "T1"),
            "model": MODEL,
            "training": TRAINING,
            "task": BinaryTask,
            "candidates": open_candidates(READING, files, MODEL, keys),
            "folds": [Fold(SPLITS, LABELS, 0)],
            "weights": [],
            "metric": "auc",
            "machine": {"checkpoint_seconds": 0},
            "resume": tmp_path / "resume",
            "identity": {},
            "seed": 1,
            "accelerator": "cpu",
        }
        return Trainings(**values | changes)

    return trainings


def same_result(one, other):
    drop = {"columns": "seconds"}
    return one.result.history.drop(**drop).equals(other.result.history.drop(**drop))


def test_a_trial_is_the_training_of_the_study_by_its_parameters(make, tmp_path):
    trainings = make()
    trial = trainings.trained(BASE, trainings.folds[0])
    (_, items), _ = trainings.candidates
    settings = TrainingSettings(**{**TRAINING, "learning_rate": 0.02})
    seed = derive_seed(1, "study", "model", "T1", 0)
    place = tmp_path / "own", {}, seed, "cpu"
    own = train_fold(model_settings(MODEL, "T"), BinaryTask, settings, items, trainings.folds[0], [], *place)
    assert same_result(trial, own)
    other = trainings.trained({**BASE, "slices.tumour_only": False}, trainings.folds[0])
    assert not same_result(trial, other), "the other slices were given"


def test_values_of_a_search_are_those_of_the_trainings_and_every_epoch_is_reported(make, tmp_path):
    trainings = make(folds=[Fold(SPLITS, LABELS, number) for number in (0, 1)])
    settings = SearchSettings(space=SPACE, trials=2, pruning=None, method="random")
    run_search(trainings.objective(settings), settings, tmp_path / "a.journal")
    trials = trials_table(tmp_path / "a.journal")
    assert (trials.steps == 2).all()
    for trial in trials.to_dict("records"):
        values = {name: trial[name] for name in SPACE}
        done = [trainings.trained(values, fold) for fold in trainings.folds]
        assert trial["value"] == pytest.approx(np.mean([trainings.validation_value(each) for each in done]))
    assert not list((tmp_path / "resume").glob("*"))


def test_a_trial_that_was_interrupted_goes_on_and_tells_all_epochs(make):
    trainings = make(training={**TRAINING, "epochs": 4})
    whole = trainings.trained(BASE, trainings.folds[0])
    told = []

    def interrupted(step, value):
        told.append((step, value))
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trainings.trained(BASE, trainings.folds[0], interrupted)
    checkpoints = list(Path(trainings.resume).glob("*/epoch_*.pt"))
    assert {path.stem for path in checkpoints} == {"epoch_0002", "epoch_0003"}
    before, again = list(told), []
    rest = trainings.trained(BASE, trainings.folds[0], lambda step, value: again.append((step, value)))
    assert same_result(rest, whole)
    assert len(again) == 4 and again[:3] == before
    assert again[-1][1] == whole.result.history["validation_auc"].iloc[-1]


def test_the_value_of_training_patients_is_that_of_their_slices_as_they_are(make):
    trainings = make()
    fold = trainings.folds[0]
    trained = trainings.trained(BASE, fold)
    value = trainings.training_value(trained, fold, BASE)
    (_, items), _ = trainings.candidates
    seen = items.unchanged(SPLITS[SPLITS.fold == 1], LABELS)
    trained.network.eval()
    with torch.no_grad():
        ((inputs, labels, _),) = DataLoader(seen, batch_size=6)
        logits = trained.network(**inputs)
    expected = value_of(BinaryTask().metrics(torch.stack([logits, labels.float()], 1), seen.patient_ids), "auc", labels)
    assert value == pytest.approx(expected)


def test_a_trial_that_diverges_is_given_up_and_the_search_goes_on(make, tmp_path):
    space = {"training.learning_rate": {"type": "choice", "values": [1e30, 0.01]}, **SPACE_OF_SLICES}
    settings = SearchSettings(space=space, trials=5, pruning=None, method="random", seed=3)
    trainings = make()
    run_search(trainings.objective(settings), settings, tmp_path / "a.journal")
    trials = trials_table(tmp_path / "a.journal")
    diverged = trials["training.learning_rate"] == 1e30
    assert (trials.state[diverged] == "given up").all() and 0 < diverged.sum() < 5
    assert (trials.state[~diverged] == "complete").all()
    scores = trainings.scanned({**BASE, "training.learning_rate": 1e30})
    assert scores.fold.tolist() == [0] and scores[["training", "validation"]].isna().all(axis=None)
    assert trainings.scanned(BASE).notna().all(axis=None)


def test_the_record_names_everybody_who_decided_on_the_parameters(make):
    record = make().record()
    assert record.fold is None and record.step == "hyper-parameters"
    assert record.patients == () and record.chosen_on == tuple(PATIENTS)
