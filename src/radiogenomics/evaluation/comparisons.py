"""Tests between models on the same test patients: comparisons.csv."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from statsmodels.stats.multitest import multipletests

from radiogenomics.errors import InputError
from radiogenomics.evaluation.delong import roc_area
from radiogenomics.evaluation.friedman import FRIEDMAN, NEMENYI, friedman_nemenyi
from radiogenomics.evaluation.titles import BEST
from radiogenomics.evaluation.wilcoxon import WILCOXON, signed_ranks

TEST_TITLES = {FRIEDMAN: "Friedman", NEMENYI: "Nemenyi", WILCOXON: "Wilcoxon"}
TRUE_CLASS, RAW = RANKED = ("true_class_probability", "probability")
COLUMNS = (
    *("family", "test", "ranked", "model_a", "model_b", "ensemble_a", "ensemble_b"),
    *("mean_rank_a", "mean_rank_b", "statistic", "p", "p_adjusted", "blocks"),
)


def compare_models(predictions: pd.DataFrame, families: Iterable[str] | None = None) -> pd.DataFrame:
    """Friedman's test of all models and Nemenyi's of each pair, for every ensemble and for the best ensembles.

    Of two models Wilcoxon's signed-rank test takes the place of both.

    Two things are ranked. The rank of the probability given to the patient's true class asks which model is *better*;
    the rank of the raw probability only which one is *higher*.

    The family `best` compares each model's ensemble of highest AUC on these very patients, so it is optimistic.

    Patients of one class have no AUC, and the probability of their true class is the raw one or its complement: there
    the family `best` and that ranking are left out.

    `p_adjusted` is Holm's, over all families, within one test and one ranking: over the Friedman tests, over the
    Nemenyi tests of all pairs, and over the Wilcoxon tests.

    Args:
        predictions: model, ensemble, patient_id, probability (of the positive class), label (0 or 1);
            models are compared in the order in which they first occur.
        families: ensembles to compare and/or `best`; by default every ensemble that all models have, and `best` where
            there is one.

    Returns:
        One row per family × ranking × test × pair; `model_b` is empty for the Friedman test, whose `model_a` is
        `all`. `statistic` is χ² (Friedman), the studentized range (Nemenyi) or the smaller sum of signed ranks
        (Wilcoxon), `blocks` the number of patients.

    Raises:
        InputError: there is only one model, a family is not known, or the models of a family were not given the same
            patients and labels.
    """
    if predictions["model"].nunique() < 2:
        raise InputError("comparison: predictions of one model alone; name two or more models in `compare`")
    both_classes = predictions["label"].nunique() > 1
    known = [*_common_ensembles(predictions), *([BEST] if both_classes else [])]
    rows = []
    for family in known if families is None else families:
        if family not in known:
            raise InputError(f"comparison: family {family!r} is not an ensemble of every model; known: {known}")
        members = (
            _best_ensembles(predictions, _common_ensembles(predictions))
            if family == BEST
            else dict.fromkeys(_models(predictions), family)
        )
        probabilities, labels = _aligned(predictions, members)
        for ranked in RANKED if both_classes else (RAW,):
            rows.append(_compare(probabilities, labels, ranked, members).assign(family=family))
    table = pd.concat(rows, ignore_index=True)
    table["p_adjusted"] = table.groupby(["test", "ranked"])["p"].transform(holm)
    return table[list(COLUMNS)]


def holm(p: pd.Series) -> pd.Series:
    """Holm's adjustment of p-values for their number."""
    return pd.Series(multipletests(p.to_numpy(), method="holm")[1], index=p.index)


def _models(predictions: pd.DataFrame) -> list[str]:
    return list(predictions["model"].unique())


def _common_ensembles(predictions: pd.DataFrame) -> list[str]:
    """Ensembles that every model has, in order of occurrence."""
    models = predictions.groupby("ensemble", sort=False)["model"].nunique()
    return list(models.index[models == len(_models(predictions))])


def _best_ensembles(predictions: pd.DataFrame, ensembles: list[str]) -> dict[str, str]:
    """Ensemble of highest AUC for each model; of equal ones the first."""
    candidates = predictions[predictions["ensemble"].isin(ensembles)]
    areas = {
        key: roc_area(group["label"], group["probability"], where=" ".join(key)).auc
        for key, group in candidates.groupby(["model", "ensemble"], sort=False)
    }
    return {model: max(ensembles, key=lambda name: areas[model, name]) for model in _models(predictions)}


def _aligned(predictions: pd.DataFrame, members: dict[str, str]) -> tuple[pd.DataFrame, pd.Series]:
    """Probabilities (patients × models) and labels of one family."""
    rows = predictions[predictions["ensemble"] == predictions["model"].map(members)]
    repeated = rows[rows.duplicated(["model", "patient_id"])]
    if len(repeated):
        raise InputError(
            f"comparison: patient {repeated['patient_id'].iloc[0]} occurs twice in the predictions of "
            f"{repeated['model'].iloc[0]}; keep one row per patient"
        )
    labels = rows.groupby("patient_id")["label"].agg(["first", "nunique"])
    if (labels["nunique"] != 1).any():
        raise InputError(
            f"comparison: patient {labels.index[labels['nunique'] != 1][0]} has no label, or two; correct it"
        )
    probabilities = rows.pivot(index="patient_id", columns="model", values="probability")[list(members)]
    incomplete = probabilities.isna()
    if incomplete.to_numpy().any():
        patient = incomplete.index[incomplete.any(axis=1)][0]
        raise InputError(
            f"comparison: patient {patient} has no prediction of {incomplete.columns[incomplete.loc[patient]][0]}; "
            "all models must predict the same patients"
        )
    return probabilities, labels["first"].loc[probabilities.index]


def _compare(probabilities: pd.DataFrame, labels: pd.Series, ranked: str, members: dict[str, str]) -> pd.DataFrame:
    scores = probabilities.to_numpy()
    if ranked == TRUE_CLASS:
        # -p ranks as 1 - p does, and two tiny probabilities are not rounded to a tie.
        scores = np.where(labels.to_numpy()[:, None] == 1, scores, -scores)
    tests = _wilcoxon(scores, list(members)) if len(members) == 2 else _friedman_nemenyi(scores, list(members))
    ensembles = {f"ensemble_{side}": tests[f"model_{side}"].map(members) for side in "ab"}
    return tests.assign(**ensembles, ranked=ranked, blocks=len(scores))


def _friedman_nemenyi(scores: NDArray, models: list[str]) -> pd.DataFrame:
    result = friedman_nemenyi(scores, models)
    overall = {"test": FRIEDMAN, "model_a": "all", "model_b": "", "statistic": result.statistic, "p": result.p}
    return pd.concat([pd.DataFrame([overall]), result.pairs.assign(test=NEMENYI)], ignore_index=True)


def _wilcoxon(scores: NDArray, models: list[str]) -> pd.DataFrame:
    names = {"test": WILCOXON, "model_a": models[0], "model_b": models[1]}
    return pd.DataFrame([names | signed_ranks(scores)._asdict()])


def names_of_tests(comparisons: pd.DataFrame) -> str:
    """Which tests there are, as `Friedman and Nemenyi tests` or `Wilcoxon signed-rank tests`.

    Args:
        comparisons: rows of comparisons.csv.
    """
    return "Wilcoxon signed-rank tests" if (comparisons["test"] == WILCOXON).any() else "Friedman and Nemenyi tests"
