"""Config sections on the hold-out test set and cross-validation."""

from pydantic import Field

from radiogenomics.settings import Settings


class SplitSettings(Settings):
    """Hold-out test set and cross-validation folds (Schmitz 2024, section 2.2)."""

    test_fraction: float = Field(0.3, gt=0, lt=1, description="Share of patients held out for testing.")
    test_group: str = Field(
        "DSC", description="Modality group every test patient must have, so that all models share one test set."
    )
    single_groups: bool = Field(
        False,
        description="Whether patients who have the test group's modalities train in the test group alone, and all "
        "others train in theirs: none of them is held out (Lyu and Costen: towers learn from single modalities).",
    )
    folds: int = Field(5, ge=2, description="Cross-validation folds within the training set.")
    validation_fraction: float | None = Field(
        None,
        gt=0,
        lt=1,
        description="Share of the training patients on which one training of each network is validated, in place of "
        "folds; with a `test_fraction` of 0.1, 0.15 is what Spoorthy 2023 did. Empty: `folds` trainings.",
    )
    seed: int = Field(42, ge=0, description="Seed of the hold-out split and of the folds.")

    @property
    def trained_folds(self) -> list[int]:
        """Folds whose complement is trained on: all, or 0 alone, in which one share of the patients validates."""
        return [0] if self.validation_fraction is not None else list(range(self.folds))

    @property
    def validating_share(self) -> float:
        """Share of the training patients that validates one training."""
        return 1 / self.folds if self.validation_fraction is None else self.validation_fraction


class CrossValidationSettings(Settings):
    """Repeated stratified cross-validation over all patients of a group, in addition to the hold-out test set."""

    folds: int = Field(5, ge=2, description="Folds of each repeat.")
    repeats: int = Field(3, ge=1, description="Repeats, each with other folds.")
    seed: int = Field(42, ge=0, description="Seed of the folds.")
