"""Config sections on the search for hyper-parameters."""

from collections.abc import Mapping
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
    direction: Literal["maximize", "minimize"] = Field(
        "maximize", description="What is good: high values, or low ones."
    )
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


SPOTTUNE_SCANS: Mapping[str, ScanSettings] = {
    "epochs": ScanSettings(low=30, high=200, points=6, whole=True),
    "learning_rate": ScanSettings(low=1e-1, high=1e-8, points=8, log=True),
    "temperature": ScanSettings(low=1e-4, high=1e4, points=9, log=True),
}
"""The independent scans of SpotTune's paper (Schmitz 2024): epochs, learning rate and Gumbel temperature."""
