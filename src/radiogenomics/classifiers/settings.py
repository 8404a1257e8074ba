"""Config section of one classifier of features."""

from typing import Literal

from pydantic import Field

from radiogenomics.expression.tower_settings import GeneTowerFitSettings
from radiogenomics.settings import Settings, UniqueList

PREPARATION = {"most_variable", "select", "pca"}
READ_BY = {
    "forest": PREPARATION | {"trees", "cross_validation_trees", "tree_depth", "leaf_patients"},
    "elastic_net": PREPARATION | {"inverse_penalty", "l1_ratio"},
    "gradient_boosting": PREPARATION | {"boosting_rounds", "shrinkage", "tree_depth", "leaf_patients"},
    "svm": PREPARATION | {"kernel", "error_penalty"},
    "nearest_neighbours": PREPARATION | {"neighbours"},
    "gene_tower": PREPARATION | {"tower"},
    "majority": set(),
}
"""Settings that each classifier reads; all others change nothing in it."""


class ClassifierSettings(Settings):
    """A classifier behind imputation, scaling and selection, all fitted within the training patients of a fold."""

    title: str = Field(description="Name in tables and figures.")
    classifier: Literal[
        "forest", "elastic_net", "gradient_boosting", "svm", "nearest_neighbours", "gene_tower", "majority"
    ] = Field(
        description="Random forest, logistic regression with elastic net, gradient-boosted trees, support vector "
        "machine, nearest neighbours, an autoencoder of expression with a classifier on its bottleneck, or the share "
        "of positive training patients for everybody."
    )
    inputs: UniqueList[str] | None = Field(None, description="Inputs that it is trained on; where empty, all.")
    most_variable: int | None = Field(
        None,
        ge=1,
        description="Number of features kept, those of greatest variance among the training patients before scaling; "
        "for expression, whose features have one unit. Where empty, all.",
    )
    select: int | None = Field(
        None, ge=1, description="Number of features kept, by the F test on the training patients; where empty, all."
    )
    pca: float | None = Field(
        None,
        gt=0,
        lt=1,
        description="Principal components instead of the features kept: as many as explain this share of the variance "
        "of the training patients; where empty, none.",
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
    kernel: Literal["rbf", "linear"] = Field("rbf", description="Support vector machine: kernel.")
    error_penalty: float = Field(1.0, gt=0, description="Support vector machine: penalty C of errors.")
    tower: GeneTowerFitSettings = Field(GeneTowerFitSettings(), description="Gene tower: both stages of its fit.")
    neighbours: int = Field(5, ge=1, description="Nearest neighbours: patients asked.")
