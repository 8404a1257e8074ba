import pickle
from typing import get_args

import pytest

from radiogenomics.errors import InputError
from radiogenomics.training.tasks.named import TaskName, named_task

NAMES = get_args(TaskName)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_monitored_and_drawn_is_in_the_history(name):
    task = named_task(name)
    assert {column for column, _ in task.monitored.values()} <= set(task.columns)
    assert {curve.column for curve in task.curves} | {curve.training for curve in task.curves} <= {*task.columns, ""}


@pytest.mark.parametrize("name", NAMES)
def test_tasks_go_to_other_processes(name):
    task = named_task(name)
    assert pickle.loads(pickle.dumps(task)) == task


def test_an_unknown_quantity_is_refused_in_one_line():
    with pytest.raises(InputError, match=r"^pretraining.monitor: 'auc' is not known here; set one of loss, dice$"):
        named_task("segmentation").monitor("auc", "pretraining")
