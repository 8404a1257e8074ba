"""Config section of one classifier of features."""

from typing import Literal

from pydantic import Field

from radiogenomics.settings import Settings, UniqueList


class ClassifierSettings(Settings):
    """A classifier behind imputation, scaling and selection, all fitted within the training patients of a fold."""

    title: str = Field(description="Name in tables and figures.")
    classifier: Literal["forest", "elastic_net", "gradient_boosting", "majority"] = Field(
        description="Random forest, logistic regression with elastic net, gradient-boosted trees, or the share of "
        "positive training patients for everybody."
    )
    inputs: UniqueList[str] | None = Field(None, description="Inputs that it is trained on; where empty, all.")
    select: int | None = Field(
        None, ge=1, description="Number of features kept, by the F test on the training patients; where empty, all."
    )
    trees: int = Field(10_000, ge=1, description="Trees of the forest (Schmitz 2024, section 2.4: 10,000).")
    cross_validation_trees: int = Field(
        200, ge=1, description="Trees of each of the many forests that repeated cross-validation grows."
    )
    tree_depth: int = Field(5, ge=1, description="Greatest depth of a tree (Schmitz 2024, section 2.4: 5).")
    leaf_patients: int = Field(10, ge=1, description="Fewest patients in a leaf (Schmitz 2024, section 2.4: 10).")
    inverse_penalty: float = Field(0.1, gt=0, description="Elastic net: inverse of the strength of the penalty.")
    l1_ratio: float = Field(0.5, ge=0, le=1, description="Elastic net: share of the L1 penalty.")
    boosting_rounds: int = Field(100, ge=1, description="Gradient boosting: number of trees.")
    shrinkage: float = Field(0.05, gt=0, le=1, description="Gradient boosting: learning rate.")
