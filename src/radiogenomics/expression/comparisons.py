"""The classifiers that Lyu and Costen hold their autoencoder against (Table 4), each with and without components.

The paper gives none of their settings, nor how many principal components are kept: here scikit-learn's defaults stand,
with 500 trees for the forest, and components that explain 95 % of the variance of the training patients.
"""

from radiogenomics.classifiers.settings import ClassifierSettings

FOREST_TREES = 500
PCA_SHARE = 0.95
CLASSIFIERS: dict[str, dict] = {
    "svm": {"title": "SVM", "classifier": "svm"},
    "forest": {
        "title": "Random forest",
        "classifier": "forest",
        "trees": FOREST_TREES,
        "tree_depth": 30,
        "leaf_patients": 2,
    },
    "gradient_boosting": {"title": "Gradient boosting", "classifier": "gradient_boosting"},
    "nearest_neighbours": {"title": "k nearest neighbours", "classifier": "nearest_neighbours"},
}


def table_4_classifiers() -> dict[str, ClassifierSettings]:
    """The eight classifiers by name, those with principal components called `pca_<name>`, in the table's order."""
    plain = {name: ClassifierSettings(**settings) for name, settings in CLASSIFIERS.items()}
    reduced = {
        f"pca_{name}": ClassifierSettings(**settings | {"title": f"PCA + {settings['title']}", "pca": PCA_SHARE})
        for name, settings in CLASSIFIERS.items()
    }
    return plain | reduced
