"""Tasks by name: `training/tasks/<name>.py` holds one, a class that is assigned to `TASK`."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from radiogenomics.errors import InputError
from radiogenomics.files import nearest
from radiogenomics.training.settings import LOSS, LoopSettings

if TYPE_CHECKING:
    # Whoever asks where a task is need not import torch.
    from radiogenomics.training.tasks.task import Task

FOLDER = Path(__file__).parent


def task_names() -> list[str]:
    """Names of all tasks; no file is imported to find them."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if "\nTASK = " in path.read_text())


def task_file(name: str) -> Path:
    """File of a task, which no import of a script names.

    Raises:
        InputError: there is none; the nearest is named.
    """
    known = task_names()
    if name not in known:
        raise InputError(f"task {name!r} does not exist{nearest(name, known)}; known are {', '.join(known)}")
    return FOLDER / f"{name}.py"


def task_class(name: str) -> type[Task]:
    """Class of a task.

    Raises:
        InputError: there is none; the nearest is named.
    """
    return importlib.import_module(f"{__package__}.{task_file(name).stem}").TASK


def check_monitored(key: str, settings: LoopSettings, task: str) -> None:
    """Refuse a section of training that is to monitor what its task does not know.

    Args:
        key: of the section, for the message.
        settings: the section.
        task: name of the task.

    Raises:
        InputError: the task has no such quantity.
    """
    # Every task knows its loss, so that torch is imported for other quantities alone.
    if settings.monitor != LOSS:
        task_class(task).monitor(settings.monitor, f"config: {key}")
