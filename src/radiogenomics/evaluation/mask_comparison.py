"""Every classifier with given and with predicted segmentations, side by side, on the same test patients."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.evaluation.area_tests import with_holm
from radiogenomics.evaluation.comparison_tables import p_text
from radiogenomics.evaluation.constant import is_constant
from radiogenomics.evaluation.delong import paired_test, roc_area
from radiogenomics.evaluation.metrics import ONE_CLASS
from radiogenomics.evaluation.number_text import difference_text, number_text
from radiogenomics.evaluation.titles import title_of

COLUMNS = (
    *("model", "ensemble", "auc_given", "auc_predicted", "difference", "ci_low", "ci_high", "p", "method"),
    *("n", "n_positive", "n_given", "n_predicted"),
)
HEADINGS = (
    *("Model", "Input", "AUC, given masks", "AUC, predicted masks", "Difference (95 % CI)", "p", "p (Holm)", "Method"),
    "Patients (positive)",
)
CAPTION = "Given and predicted masks"
CONSTANT = "not compared: one predicts the same for all"


def compare_masks(given: pd.DataFrame, predicted: pd.DataFrame) -> pd.DataFrame:
    """AUCs of each model and ensemble that both studies have, on the patients that both test.

    Args:
        given: rows of `ensemble_probabilities` of the study on given segmentations.
        predicted: those of the study on predicted ones.

    Returns:
        Columns `COLUMNS` and `p_adjusted` (Holm over all rows); difference is predicted minus given, n the patients of
        both, n_given and n_predicted those of each. Where no test is possible p is empty and `method` says why.

    Raises:
        InputError: the studies have no test patient in common.
    """
    key = ["model", "ensemble"]
    of_given = dict(iter(given.groupby(key, sort=False)))
    rows = [
        {"model": model, "ensemble": ensemble, **_compared(of_given[model, ensemble], one, f"{model}, {ensemble}")}
        for (model, ensemble), one in predicted.groupby(key, sort=False)
        if (model, ensemble) in of_given
    ]
    return with_holm(pd.DataFrame(rows, columns=list(COLUMNS)))


def _compared(given: pd.DataFrame, predicted: pd.DataFrame, where: str) -> dict[str, object]:
    first, second = (rows.set_index("patient_id") for rows in (predicted, given))
    common = first.index.intersection(second.index)
    if common.empty:
        raise InputError(
            f"given and predicted masks: {where}: no patient is tested by both studies; give both the same cohort, "
            "groups and `split`"
        )
    labels, one, other = (
        first.loc[common, "label"],
        first.loc[common, "probability"],
        second.loc[common, "probability"],
    )
    size = {"n": len(common), "n_positive": int(labels.sum()), "n_given": len(given), "n_predicted": len(predicted)}
    if labels.nunique() < 2:
        return {"method": ONE_CLASS, **size}
    areas = {"auc_given": roc_area(labels, other).auc, "auc_predicted": roc_area(labels, one).auc}
    if is_constant(one) or is_constant(other):
        return {**areas, "difference": areas["auc_predicted"] - areas["auc_given"], "method": CONSTANT, **size}
    found = paired_test(labels, one, other, where)
    interval = {"difference": found.value, "ci_low": found.low, "ci_high": found.high}
    return {**areas, **interval, "p": found.p, "method": found.method, **size}


def mask_table(comparison: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Text of `compare_masks`, columns `HEADINGS`; titles of models and ensembles by key."""
    rows = [
        (
            title_of(row.model, titles),
            title_of(row.ensemble, titles),
            number_text(row.auc_given, 3),
            number_text(row.auc_predicted, 3),
            difference_text(row.difference, row.ci_low, row.ci_high),
            p_text(row.p),
            p_text(row.p_adjusted),
            row.method,
            f"{row.n} ({row.n_positive})",
        )
        for row in comparison.itertuples()
    ]
    return pd.DataFrame(rows, columns=list(HEADINGS))


def mask_note(comparison: pd.DataFrame, network: str, given: str, simulated: bool) -> str:
    """What stands under the table.

    Args:
        comparison: of `compare_masks`.
        network: title of the network that predicted the segmentations.
        given: title of the study on given ones.
        simulated: whether the patients are.
    """
    people = "simulated test patients" if simulated else "test patients"
    note = (
        f"Predicted masks: {network}, each by networks that were not trained on the patient. Given masks: {given}. "
        f"Difference: AUC with predicted less AUC with given masks, on the {people} of both studies, paired (DeLong, "
        "or with few patients Zou and Donner); Holm: over all rows. A difference that is not significant is no "
        "equality."
    )
    fewer = comparison[(comparison["n"] < comparison["n_given"]) | (comparison["n"] < comparison["n_predicted"])]
    if len(fewer):
        note += (
            " Not everybody is tested by both studies: who has no usable predicted mask is left out of one, and the "
            "split of the others may differ."
        )
    return note
