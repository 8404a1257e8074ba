"""All numbers about saliency as one table, and in words whether the maps say anything."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from radiogenomics.evaluation.bootstrap import FEWEST_FOR_BOOTSTRAP
from radiogenomics.explanations.judgement import judge, sentence
from radiogenomics.explanations.names import KINDS, TRAINED
from radiogenomics.explanations.shares import BRAIN, OEDEMA_PART, OUTSIDE, PLANTED, POINTING, TUMOUR_CORE, WHOLE
from radiogenomics.explanations.shares import WHOLE_BRAIN as BRAIN_ALONE

AGREEMENT = "agreement of folds (correlation)"
PARTS = (TUMOUR_CORE, OEDEMA_PART, WHOLE, BRAIN, BRAIN_ALONE, OUTSIDE, POINTING, PLANTED, AGREEMENT)
"""Rows of the table, in order."""
CAPTION = "Where the networks look: saliency of test patients by Grad-CAM++"
VERDICT_CAPTION = "What the maps of saliency are worth"
KEYS = ["model", "input", "path", "part"]
HEADINGS = {
    "model": "Model",
    "input": "Input",
    "path": "What is explained",
    "part": "Quantity",
    "n": "Patients",
    "chance": "Chance",
    "trained": "Trained",
    "random_weights": "Random weights",
    "permuted_labels": "Permuted labels",
}
VERDICT_HEADINGS = {**HEADINGS, "verdict": "What the maps say"}


def summary(shares: pd.DataFrame, agreements: pd.DataFrame) -> pd.DataFrame:
    """Means over patients, each the mean over folds.

    Args:
        shares: model, input, patient_id, network, path, fold, part, value, chance.
        agreements: model, input, patient_id, network, path, first, second, correlation.

    Returns:
        One row per model, input, path and part: n (patients with a map of the trained network), chance, and a column
        for each network: trained, random_weights, permuted_labels; NaN where there is none.
    """
    pairs = agreements.rename(columns={"correlation": "value"}).assign(part=AGREEMENT, chance=np.nan)
    long = pd.concat([shares, pairs], ignore_index=True)
    patients = long.groupby([*KEYS, "network", "patient_id"], sort=False)[["value", "chance"]].mean().reset_index()
    rows = []
    for key, own in patients.groupby(KEYS, sort=False):
        by_network = own.groupby("network")["value"].mean()
        trained = own[own["network"] == TRAINED]
        means = {kind.replace(" ", "_"): by_network.get(kind, np.nan) for kind in KINDS}
        rows.append(
            dict(zip(KEYS, key, strict=True))
            | {"n": int(trained["value"].count()), "chance": trained["chance"].mean()}
            | means
        )
    order = {part: place for place, part in enumerate(PARTS)}
    table = pd.DataFrame(rows, columns=[*KEYS, "n", "chance", *(kind.replace(" ", "_") for kind in KINDS)])
    groups = table.groupby(["model", "input", "path"], sort=False).ngroup()
    ranks = table.assign(group=groups, place=table["part"].map(order))
    return ranks.sort_values(["group", "place"])[table.columns].reset_index(drop=True)


def verdicts(shares: pd.DataFrame, draws: int, seed: int) -> pd.DataFrame:
    """In words, by the share of saliency in the tumour, whether the maps of what predicts differ from the controls'.

    Args:
        shares: as of `summary`; the first path of a model is what predicts.
        draws, seed: of the bootstrap over patients.

    Returns:
        model, input, verdict.
    """
    rows = []
    for (model, name), own in shares.groupby(["model", "input"], sort=False):
        predicting = own[(own["path"] == own["path"].iloc[0]) & (own["part"] == WHOLE)]
        rows.append({"model": model, "input": name, "verdict": _verdict(predicting, draws, seed)})
    return pd.DataFrame(rows, columns=["model", "input", "verdict"])


def note(table: pd.DataFrame, who: str) -> str:
    """What stands under the table of numbers."""
    text = (
        f"Means over {int(table['n'].max())} {who} of shares of each map, whose sum is 1; only voxels that the "
        "network is given count. Chance: share of those voxels, that of a map that is the same everywhere. Pointing "
        "game: whether the highest voxel lies in the tumour. Agreement: correlation between the maps of the folds' "
        "networks within the brain. A map shows what raises the class that the network itself gives the patient. "
        "Patients: those with any map of the trained network."
    )
    if (table["part"] == PLANTED).any():
        text += " Planted region: the tumour core, whose grey values the simulation changes with the label."
    if table["permuted_labels"].isna().all():
        text += " No network was trained to permuted labels: the controls are networks of random weights alone."
    return text


VERDICT_NOTE = (
    "By the share of saliency in the whole tumour, patient by patient; interval: 95 %, bootstrap of patients. A map "
    "that networks without knowledge give, too, explains the image and the architecture (Adebayo et al. 2018)."
)


def _verdict(rows: pd.DataFrame, draws: int, seed: int) -> str:
    if rows.empty:
        return (
            "No segmentation says where the tumour is, so that nothing can be said of it: the maps are pictures and no "
            "evidence."
        )
    by_network = {kind: own.groupby("patient_id")["value"].mean() for kind, own in rows.groupby("network", sort=False)}
    trained = by_network.pop(TRAINED)
    if trained.count() < min(len(trained), FEWEST_FOR_BOOTSTRAP):
        empty = len(trained) - trained.count()
        return (
            f"The trained networks have no map of {empty} of {len(trained)} patients, since nothing in the layer "
            "raises their class: the maps are no evidence."
        )
    return sentence("the share of saliency in the tumour", judge(trained, by_network, seed, draws))


def titled(table: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """A table with the models' titles in place of their names."""
    return table.assign(model=table["model"].map(titles))
