"""Tasks by their names."""

from typing import Literal

from radiogenomics.training.tasks.task import Task

TaskName = Literal["binary", "segmentation", "reconstruction"]


def named_task(name: TaskName, select: str = "criterion") -> Task:
    """Task of a name, for what is said and drawn of its trainings; what a task needs is imported with it.

    A script that trains imports its task itself, or a change of another one would have its trainings repeated.

    Args:
        name: of the task.
        select: what selects the epoch of a binary task (see `TrainingSettings.select`).
    """
    if name == "segmentation":
        from radiogenomics.training.tasks.segmentation import SegmentationTask

        return SegmentationTask()
    if name == "reconstruction":
        from radiogenomics.training.tasks.reconstruction import ReconstructionTask

        return ReconstructionTask()
    from radiogenomics.training.tasks.binary import BinaryTask

    return BinaryTask(select)
