"""Table of the tests between AUCs as a reader wants it."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.area_tests import PAIRED
from radiogenomics.evaluation.comparison_tables import p_text
from radiogenomics.evaluation.delong import FEWEST_FOR_DELONG
from radiogenomics.evaluation.number_text import difference_text, number_text
from radiogenomics.evaluation.titles import title_of

HEADINGS = (
    *("Test", "Ensemble", "Models compared", "AUCs", "Difference (95 % CI)", "p", "p (Holm)"),
    *("Method", "Patients (positive)"),
)


def area_table(tests: pd.DataFrame, titles: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Tests between AUCs, one row each.

    Args:
        tests: rows of area_tests.csv.
        titles: titles of models and ensembles by key.

    Returns:
        Text, columns `HEADINGS`.
    """
    table = []
    for row in tests.itertuples():
        ensembles = dict.fromkeys([title_of(row.ensemble_a, titles), title_of(row.ensemble_b, titles)])
        table.append(
            {
                "Test": row.test,
                "Ensemble": ", ".join(ensembles),
                "Models compared": f"{title_of(row.model_a, titles)}, {title_of(row.model_b, titles)}",
                "AUCs": f"{number_text(row.auc_a, 3)}, {number_text(row.auc_b, 3)}",
                "Difference (95 % CI)": difference_text(row.difference, row.ci_low, row.ci_high),
                "p": p_text(row.p),
                "p (Holm)": p_text(row.p_adjusted),
                "Method": row.method,
                "Patients (positive)": f"{row.n} ({row.n_positive})",
            }
        )
    return pd.DataFrame(table, columns=list(HEADINGS))


def area_note(tests: pd.DataFrame, simulated: bool) -> str:
    """What stands under the table of tests between AUCs."""
    if tests.empty:
        return (
            "No two models whose probabilities differ between patients have an ensemble in common: nothing to compare."
        )
    counts = tests.groupby("test", sort=False).size()
    sizes = "; ".join(f"{name}: {count} tests" for name, count in counts.items())
    note = (
        "Difference: AUC of the first model less that of the second, two-sided tests. Paired: on the "
        f"{'simulated ' if simulated else ''}test patients that both predict, after DeLong; with fewer than "
        f"{FEWEST_FOR_DELONG} of them in a class, where that would reject too often, or where its variance is 0, after "
        "Zou and Donner from the intervals of the two AUCs, which rejects too rarely. "
    )
    if (tests["test"] != PAIRED).any():
        note += (
            "Nadeau–Bengio: corrected resampled t-test over the folds of repeated cross-validation, which the test "
            "patients are part of. "
        )
    note += "Models that predict the same for all patients are not compared. "
    return f"{note}Holm: over all tests of a kind ({sizes}). A difference that is not significant is no equality."
