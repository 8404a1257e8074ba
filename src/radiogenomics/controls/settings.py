"""Config section on chance and controls."""

from pydantic import Field

from radiogenomics.settings import Settings, UniqueList


class ControlSettings(Settings):
    """Permutations, repeats and controls."""

    permutations: int = Field(10_000, ge=100, description="Permutations of the test labels, predictions fixed.")
    refit: dict[str, UniqueList[str]] = Field(
        {}, description="Feature studies: models, and their inputs, that are fitted anew to permuted labels and splits."
    )
    refits: int = Field(200, ge=1, description="Refits to permuted training labels.")
    splits: int = Field(50, ge=2, description="Repeated hold-out splits of the refitted models.")
    seeds: int = Field(10, ge=2, description="Seeds of the refitted models, on the study's split.")
    null_repeats: int = Field(
        100,
        ge=50,
        description="Repeats of the negative and of the positive control; more of them narrow what is allowed.",
    )
    retrained_permutations: int = Field(
        0, ge=0, description="Network studies: trainings of the first compared model to permuted labels."
    )
    retrained_seeds: int = Field(0, ge=0, description="Network studies: trainings of it from other seeds.")
