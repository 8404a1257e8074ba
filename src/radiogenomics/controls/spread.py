"""How far the AUC of one model moves without any change of method: over folds, seeds and splits."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from radiogenomics.controls.refit import SEED, SPLIT, joined
from radiogenomics.evaluation.delong import roc_area
from radiogenomics.evaluation.ensembles import ensemble_probabilities

FOLDS, SEEDS, SPLITS = "folds", "seeds", "splits"
OVER = {SEED: SEEDS, SPLIT: SPLITS}
RANGE = (0.025, 0.975)
FEWEST_FOR_RANGE = 10
"""AUCs below which the outer percentiles would be little but the lowest and the highest of them."""
COLUMNS = ["model", "ensemble", "over", "count", "mean", "sd", "low", "high", "n"]


def fold_areas(predictions: pd.DataFrame, labels: pd.DataFrame, ensembles: Mapping[str, list[str]]) -> pd.DataFrame:
    """AUC on the test patients of each fold's models alone, with the mean over the inputs of an ensemble.

    Args:
        predictions: rows of predictions.csv.
        labels: patient_id and label of the test patients.
        ensembles: inputs of each ensemble.

    Returns:
        over (`folds`), repeat (the fold), model, ensemble, auc, n. Models without folds have no rows.
    """
    rows = []
    # The column `label` of predictions.csv is that of the table of labels.
    tested = predictions[predictions["subset"] == "test"].drop(columns="label", errors="ignore")
    folds_of = tested.groupby("model", sort=False)["fold"].nunique()
    with_folds = tested[tested["model"].isin(folds_of.index[folds_of > 1])]
    for fold, of_fold in with_folds.groupby("fold"):
        probabilities = ensemble_probabilities(of_fold, labels, ensembles)
        for (model, ensemble), patients in probabilities.groupby(["model", "ensemble"], sort=False):
            if patients["label"].nunique() == 2:
                auc = roc_area(patients["label"], patients["probability"]).auc
                rows.append((FOLDS, fold, model, ensemble, auc, len(patients)))
    return pd.DataFrame(rows, columns=["over", "repeat", "model", "ensemble", "auc", "n"])


def spread(of_folds: pd.DataFrame, refitted: pd.DataFrame) -> pd.DataFrame:
    """Mean, standard deviation and range of the AUCs of each model and ensemble.

    Args:
        of_folds: result of `fold_areas`.
        refitted: variation, model, ensemble, auc, n of models that were fitted or trained anew; permutations play no
            part.

    Returns:
        model, ensemble, over, count, mean, sd (empty for one AUC), low, high (2.5th and 97.5th percentile; empty
        for fewer than `FEWEST_FOR_RANGE` AUCs), n (largest test set).
    """
    areas = joined([of_folds, refitted.assign(over=refitted["variation"].map(OVER)).dropna(subset="over")])
    if areas.empty:
        return pd.DataFrame(columns=COLUMNS)
    rows = []
    for (model, ensemble, over), group in areas.groupby(["model", "ensemble", "over"], sort=False):
        values = group["auc"].to_numpy(dtype=float)
        sd = values.std(ddof=1) if len(values) > 1 else np.nan
        low, high = np.quantile(values, RANGE) if len(values) >= FEWEST_FOR_RANGE else (np.nan, np.nan)
        rows.append((model, ensemble, over, len(values), values.mean(), sd, low, high, group["n"].max()))
    return pd.DataFrame(rows, columns=COLUMNS)


def difference_over_splits(refitted: pd.DataFrame) -> pd.DataFrame:
    """Spread over splits of the difference between the AUCs of two models on the same ensemble.

    Args:
        refitted: variation, repeat, model, ensemble, auc of refitted classifiers that shared their splits.

    Returns:
        model_a, model_b, ensemble, count, mean (a minus b), sd.
    """
    rows = []
    for ensemble, group in refitted[refitted["variation"] == SPLIT].groupby("ensemble", sort=False):
        areas = group.pivot(index="repeat", columns="model", values="auc")
        for a, b in combinations(group["model"].unique(), 2):
            differences = (areas[a] - areas[b]).dropna()
            rows.append((a, b, ensemble, len(differences), differences.mean(), differences.std(ddof=1)))
    return pd.DataFrame(rows, columns=["model_a", "model_b", "ensemble", "count", "mean", "sd"])
