"""Networks trained anew: to permuted labels (chance), or from other seeds (spread)."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from radiogenomics.classifiers.pipeline import SEEDS
from radiogenomics.controls.refit import PERMUTATION
from radiogenomics.errors import InputError
from radiogenomics.evaluation.delong import roc_area
from radiogenomics.evaluation.ensembles import ensemble_probabilities
from radiogenomics.files import read_table
from radiogenomics.seeds import derive_seed

FOLDER = re.compile(r"^predictions_(?:permuted|seed)(\d+)$")
COLUMNS = ["variation", "repeat", "model", "ensemble", "auc", "n", "n_positive"]


def read_retrained(paths: Sequence[str | Path]) -> dict[int, pd.DataFrame]:
    """Predictions of retrained networks by number of the repeat, which the folder's name ends with.

    Args:
        paths: files `predictions_permuted<k>/<model>/<input>.csv` or `predictions_seed<k>/<model>/<input>.csv`.

    Raises:
        InputError: a path lies in no such folder, or a file cannot be read.
    """
    tables: dict[int, list[pd.DataFrame]] = {}
    for path in map(Path, paths):
        number = next((int(match[1]) for part in path.parts if (match := FOLDER.match(part))), None)
        if number is None:
            raise InputError(f"{path}: not in a folder predictions_permuted<k> or predictions_seed<k>; move it there")
        tables.setdefault(number, []).append(read_table(path))
    return {number: pd.concat(parts, ignore_index=True) for number, parts in tables.items()}


def retrained_areas(
    runs: Mapping[int, pd.DataFrame],
    variation: str,
    labels: pd.DataFrame,
    ensembles: Mapping[str, list[str]],
    seed: int,
) -> pd.DataFrame:
    """AUC on the test patients of networks that were trained anew.

    Of networks that learned permuted labels, the test patients' labels are permuted too.

    Args:
        runs: predictions of all inputs by number of the repeat; may be empty.
        variation: `permutation` or `seed`.
        labels: patient_id and label of the test patients.
        ensembles: inputs of each ensemble; those of which a run has not all inputs are left out.
        seed: seed of the permutations.

    Returns:
        variation, repeat, model, ensemble, auc, n, n_positive.
    """
    rows = []
    for repeat, predictions in runs.items():
        inputs = set(predictions["input"])
        complete = {name: members for name, members in ensembles.items() if inputs.issuperset(members)}
        tested = labels
        if variation == PERMUTATION:
            random = derive_seed(seed, PERMUTATION, repeat) % SEEDS
            tested = labels.assign(label=labels["label"].sample(frac=1, random_state=random).to_numpy())
        if not complete:
            continue
        probabilities = ensemble_probabilities(predictions, tested, complete)
        for (model, ensemble), patients in probabilities.groupby(["model", "ensemble"], sort=False):
            area = roc_area(patients["label"], patients["probability"], f"retrained {model}, {ensemble}")
            size = (len(patients), int(patients["label"].sum()))
            rows.append((variation, repeat, model, ensemble, area.auc, *size))
    return pd.DataFrame(rows, columns=COLUMNS)
