"""Config sections on the search for hyper-parameters."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PositiveInt, model_validator

from radiogenomics.search.space import COLOUR_OF_TIME, Space, Value, check_conditions
from radiogenomics.settings import Settings, UniqueList


def _not_empty(space: Space) -> Space:
    if not space:
        raise ValueError("nothing is searched; name at least one parameter")
    check_conditions(space)
    return space


class PruningSettings(Settings):
    """Trials that do worse than the median of the others so far are given up."""

    after_trials: PositiveInt = Field(5, description="Trials that run to their end first.")
    after_steps: int = Field(5, ge=0, description="Steps (epochs) that every trial runs in any case.")


class SearchSettings(Settings):
    """A search whose trials learn from each other, or are drawn at random."""

    method: Literal["tpe", "random"] = Field(
        "tpe",
        description="`tpe`: a tree-structured Parzen estimator (Optuna's), as in The Color of Time; `random`: "
        "independent draws.",
    )
    space: Annotated[Space, AfterValidator(_not_empty)] = Field(
        dict(COLOUR_OF_TIME), description="Parameters by name; by default those of The Color of Time, Table 1."
    )
    trials: PositiveInt = Field(297, description="Trials, those that are given up early among them.")
    pruning: PruningSettings | None = Field(PruningSettings(), description="When trials are given up; empty: never.")
    seed: int = Field(42, ge=0, description="Seed of the draws.")


class ScanSettings(Settings):
    """One parameter varied while all others stay as they are: listed values, or points of a range."""

    values: UniqueList[Value] = Field([], description="The values; or give `low`, `high` and `points`.")
    low: float | None = Field(None, description="First point.")
    high: float | None = Field(None, description="Last point; may be below the first.")
    points: int = Field(0, ge=0, description="Number of points, the two ends among them.")
    log: bool = Field(False, description="Whether points are equidistant on a logarithmic scale.")
    whole: bool = Field(False, description="Whether points are rounded to whole numbers.")

    @model_validator(mode="after")
    def _check(self) -> "ScanSettings":
        ranged = self.low is not None and self.high is not None and self.points > 1
        if bool(self.values) == ranged:
            raise ValueError("give either `values`, or `low`, `high` and at least 2 `points`")
        if ranged and self.log and min(self.low, self.high) <= 0:
            raise ValueError("a logarithmic scan has no point at or below 0; raise the limits, or set `log: false`")
        return self


class StudySearchSettings(SearchSettings):
    """The search for the hyper-parameters of a study: by trainings of one of its models on one of its inputs.

    Parameters are called by the keys of the study's section that they set: `training.learning_rate`, of a phase
    `training.<phase>.learning_rate`, of the model `model.temperature`, of a study of slices `slices.tumour_only`.
    """

    model: str = Field(description="Name of one of `models`, which is trained in every trial.")
    input: str = Field(description="What it is trained on: one of the study's inputs.")
    metric: Literal["f1", "auc", "criterion"] = Field(
        "f1",
        description="Value of a trial, of the validation patients at the epoch that `training.select` keeps: F1 at a "
        "probability of 0.5, `auc`, or `criterion`, 0.6 sensitivity + 0.4 specificity where both reach 0.5, else 0.",
    )
    folds: PositiveInt = Field(
        1,
        description="Folds that are trained in every trial and scan, the first ones; a trial's value is their mean, "
        "and its first fold says whether it is given up.",
    )
    workers: PositiveInt = Field(1, description="Jobs that run trials at the same time.")
    runtime: PositiveInt = Field(
        1440, description="Time limit of one of them in minutes, for the scheduler; trials that ended stay."
    )
    use: UniqueList[Literal["training", "model", "slices"]] = Field(
        [],
        description="What the study takes over from the best trial: keys of `training` for all models, of `model` for "
        "the searched one, of `slices`; empty: the search is a result by itself.",
    )
    scans: dict[str, ScanSettings] = Field(
        {}, description="Keys that are varied one at a time, by name, all others being those of the best trial."
    )
