"""The table of repeated cross-validation as a reader wants it."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.nadeau_bengio import METHOD
from radiogenomics.evaluation.number_text import NONE
from radiogenomics.evaluation.tables import with_interval
from radiogenomics.evaluation.titles import title_of


def cross_validation_table(measured: pd.DataFrame, titles: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Mean AUC of repeated cross-validation, one row per input, one column per model.

    Args:
        measured: rows of cross_validation.csv.
        titles: titles of models and inputs by key.

    Returns:
        Text: Input, Patients (positive), then for each model its AUC with its 95 % interval; inputs and models in the
        order of `titles`, where they have one.
    """
    order = list(titles or {})
    models = sorted(measured["model"].unique(), key=lambda name: order.index(name) if name in order else len(order))
    table = []
    for name, rows in measured.groupby("input", sort=False):
        first = rows.iloc[0]
        cells = {row["model"]: with_interval(row) for _, row in rows.iterrows()}
        table.append(
            {
                "Input": title_of(name, titles),
                "Patients (positive)": f"{first.n} ({first.n_positive})",
                **{title_of(model, titles): cells.get(model, NONE) for model in models},
            }
        )
    return pd.DataFrame(table)


def cross_validation_note(measured: pd.DataFrame) -> str:
    """What stands under the table of repeated cross-validation."""
    first = measured.iloc[0]
    return (
        f"AUC (95 % interval): mean over {first.folds} folds, {first.repeats} times; all patients who have the "
        f"input's modalities; interval after {METHOD}, which knows that the folds' training sets overlap, and none "
        "where all folds are equal. Forests have fewer trees here than on the test patients (key "
        "`cross_validation_trees`). These patients include the test patients: the table stands next to the held-out "
        "result, and nothing was chosen by it. Of so many intervals some leave out 0.5 by chance; stratified folds put "
        "an uninformative model a little below 0.5."
    )
