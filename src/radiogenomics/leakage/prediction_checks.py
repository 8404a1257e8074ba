"""Before evaluation: which patients each fit predicted."""

from collections.abc import Mapping, Sequence

import pandas as pd

from radiogenomics.leakage.findings import Check
from radiogenomics.leakage.fit_checks import seen
from radiogenomics.leakage.records import FittedStep
from radiogenomics.leakage.roles import Roles

PREDICT_ANEW = "delete the table of predictions to have it made anew"
VALIDATION, TEST = "validation", "test"


def prediction_checks(
    predictions: pd.DataFrame,
    steps: Sequence[FittedStep],
    roles: Roles,
    groups: Mapping[str, str],
    person: Mapping[str, str],
) -> list[Check]:
    """Checks of the rows of the predictions tables.

    Args:
        predictions: model, input, fold, subset (`validation`, `test`), patient_id.
        steps: records of all fits.
        roles: what each patient may do.
        groups: modality group of each input.
        person: one name for all names of a person.
    """
    return [_rows(predictions, roles, groups), _unseen(predictions, steps, person)]


def _rows(predictions: pd.DataFrame, roles: Roles, groups: Mapping[str, str]) -> Check:
    found = []
    for (model, name, fold), rows in _by_fit(predictions):
        where = f"{model} on {name}, fold {fold}"
        parts = {subset: rows["patient_id"][rows["subset"] == subset] for subset in (VALIDATION, TEST)}
        found += [f"{where}: {patient} is predicted twice" for patient in _repeated(rows)]
        validating = roles.validation_patients(groups[name], fold) if name in groups else roles.trained
        for patient in sorted(set(parts[VALIDATION]) - validating):
            found.append(f"{where}: {patient} is predicted for validation and does not validate in this fold")
        for patient in sorted(set(parts[TEST]) - roles.tested):
            found.append(f"{where}: {patient} is predicted for the test and is no test patient")
        for patient in sorted(roles.tested - set(parts[TEST])):
            found.append(f"{where}: test patient {patient} is not predicted")
        for subset in sorted(set(rows["subset"]) - set(parts)):
            found.append(f"{where}: subset {subset!r} is neither validation nor test")
    return Check(
        "predicted_patients",
        "Does a table predict anybody but the validation patients of its fold and exactly the test patients?",
        f"predictions: {len(predictions)}",
        tuple(found),
        PREDICT_ANEW,
    )


def _unseen(predictions: pd.DataFrame, steps: Sequence[FittedStep], person: Mapping[str, str]) -> Check:
    patients_of: dict[tuple[str, str, int | None], set[str]] = {}
    for step in steps:
        patients_of.setdefault((step.model, step.input, step.fold), set()).update(step.patients)
    found = []
    for (model, name, fold), rows in _by_fit(predictions):
        # A fit that knows no folds predicts as if it were each of them.
        fitted = patients_of.get((model, name, fold), set()) | patients_of.get((model, name, None), set())
        if not fitted:
            found.append(f"{model} on {name}, fold {fold}: nothing says which patients its fit saw")
        for _, who in seen(rows["patient_id"], fitted, person, "a patient of the fit,"):
            found.append(f"{model} on {name}, fold {fold}, predicted {who}")
    return Check(
        "predicted_unseen",
        "Was anybody predicted by a fit that had seen him or her?",
        f"predictions: {len(predictions)}; fits: {len(_by_fit(predictions))}",
        tuple(found),
        PREDICT_ANEW,
    )


def _by_fit(predictions: pd.DataFrame) -> list[tuple[tuple[str, str, int], pd.DataFrame]]:
    return list(predictions.groupby(["model", "input", "fold"], sort=False))


def _repeated(rows: pd.DataFrame) -> list[str]:
    return sorted(set(rows["patient_id"][rows["patient_id"].duplicated()]))
