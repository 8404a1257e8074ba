import pickle

import pytest

from radiogenomics.errors import InputError
from radiogenomics.segmentation.training_settings import SegmentationTrainingSettings
from radiogenomics.training.settings import LOSS, TrainingSettings
from radiogenomics.training.tasks.registry import task_class, task_names

NAMES = task_names()
SETTINGS = {"regions": SegmentationTrainingSettings}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_monitored_and_drawn_is_in_the_history(name):
    task = task_class(name).configured(SETTINGS.get(name, TrainingSettings)())
    assert LOSS in task.monitored
    assert {column for column, _ in task.monitored.values()} <= set(task.columns)
    assert {curve.column for curve in task.curves} | {curve.training for curve in task.curves} <= {*task.columns, ""}


@pytest.mark.parametrize("name", NAMES)
def test_tasks_go_to_other_processes(name):
    task = task_class(name).configured(SETTINGS.get(name, TrainingSettings)())
    assert pickle.loads(pickle.dumps(task)) == task


def test_an_unknown_quantity_is_refused_in_one_line():
    with pytest.raises(InputError, match=r"^pretraining.monitor: 'auc' is not known here; set one of loss, dice$"):
        task_class("segmentation")().monitor("auc", "pretraining")


def test_tasks_are_found_by_their_names():
    assert NAMES == ["binary", "reconstruction", "regions", "segmentation", "slice_content"]
    with pytest.raises(InputError, match=r"^task 'binery' does not exist \(nearest: 'binary'\); known are binary, "):
        task_class("binery")
