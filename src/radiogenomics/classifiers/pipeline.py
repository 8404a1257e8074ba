"""One scikit-learn pipeline for every classifier, so that nothing is fitted outside the training patients."""

from sklearn.base import ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import PCA
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_selection import SelectKBest, VarianceThreshold
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from radiogenomics.classifiers.most_variable import MostVariable
from radiogenomics.classifiers.settings import ClassifierSettings

MOST_ITERATIONS = 20_000
CALIBRATION_FOLDS = 3
"""Folds, within the training patients, in which a support vector machine's distances become probabilities."""
SEEDS = 2**32
"""scikit-learn's seeds are below it."""


def build_classifier(settings: ClassifierSettings, n_features: int, seed: int) -> Pipeline:
    """Unfitted pipeline: medians for gaps, constant features out, the most variable ones, z-scores, F test, components.

    Medians, means, variances, components and the choice of features all come from the patients that `fit` is given:
    within a fold, its training patients alone.

    Args:
        settings: the classifier's config section.
        n_features: features that it will be given; `select` keeps no more.
        seed: seed of what is random in the classifier.
    """
    if settings.classifier == "majority":
        return Pipeline([("classify", DummyClassifier(strategy="prior"))])
    # A feature that no training patient has becomes 0, and goes out as constant.
    steps = [
        ("impute", SimpleImputer(strategy="median", keep_empty_features=True)),
        ("vary", VarianceThreshold()),
    ]
    if settings.most_variable is not None and settings.most_variable < n_features:
        steps.append(("filter", MostVariable(settings.most_variable)))
    steps.append(("scale", StandardScaler()))
    if settings.select is not None and settings.select < n_features:
        steps.append(("select", SelectKBest(k=settings.select)))
    if settings.pca is not None:
        # A full decomposition: a random one could not know the share of variance beforehand.
        steps.append(("reduce", PCA(settings.pca, svd_solver="full")))
    return Pipeline([*steps, ("classify", _classifier(settings, seed % SEEDS))])


def _classifier(settings: ClassifierSettings, seed: int) -> ClassifierMixin:
    match settings.classifier:
        case "forest":
            return RandomForestClassifier(
                settings.trees,
                max_depth=settings.tree_depth,
                min_samples_leaf=settings.leaf_patients,
                random_state=seed,
            )
        case "elastic_net":
            return LogisticRegression(
                C=settings.inverse_penalty,
                l1_ratio=settings.l1_ratio,
                # Without an L1 penalty the problem is smooth, and lbfgs converges where saga gives up.
                solver="saga" if settings.l1_ratio > 0 else "lbfgs",
                max_iter=MOST_ITERATIONS,
                random_state=seed,
            )
        case "svm":
            folds = StratifiedKFold(CALIBRATION_FOLDS, shuffle=True, random_state=seed)
            machine = SVC(C=settings.error_penalty, kernel=settings.kernel)
            # One machine on all training patients; the folds only find the sigmoid (Platt 1999).
            return CalibratedClassifierCV(machine, cv=folds, ensemble=False)
        case "gene_tower":
            # Imported here: the other classifiers need no torch.
            from radiogenomics.classifiers.gene_tower import GeneTowerClassifier

            return GeneTowerClassifier(settings.tower, seed)
        case "nearest_neighbours":
            return KNeighborsClassifier(settings.neighbours)
        case _:
            return HistGradientBoostingClassifier(
                learning_rate=settings.shrinkage,
                max_iter=settings.boosting_rounds,
                max_depth=settings.tree_depth,
                min_samples_leaf=settings.leaf_patients,
                early_stopping=False,
                random_state=seed,
            )
