"""What both gates asked and found, as one table for readers."""

from collections.abc import Mapping, Sequence

import pandas as pd

CAPTION = "Leak gates: what was asked before training and before evaluation, and what was found"
HEADINGS = {"gate": "Gate", "question": "Question", "examined": "Examined", "found": "Leaks"}
MOST_NOTES = 3


def leakage_table(reports: Sequence[Mapping]) -> pd.DataFrame:
    """One row per question of the gates, in their order.

    Args:
        reports: contents of `leakage.json` (`findings.leakage_report`).

    Returns:
        gate, question, examined, found (number of leaks; missing where there was nothing to examine, which `examined`
        then says).
    """
    rows = [(report["gate"], check["question"], *_answer(check)) for report in reports for check in report["checks"]]
    return pd.DataFrame(rows, columns=list(HEADINGS)).astype({"found": "Int64"})


def leakage_note(reports: Sequence[Mapping], patients: int) -> str:
    """What stands under the table: number of patients, what was seen and is no leak, and where all of it is listed."""
    seen = [note for report in reports for check in report["checks"] for note in check["notes"]]
    more = f" and {len(seen) - MOST_NOTES} more" if len(seen) > MOST_NOTES else ""
    notes = f" Seen, and no leak: {'; '.join(seen[:MOST_NOTES])}{more}." if seen else ""
    who = "simulated patients" if any(report["patients"] == "simulated" for report in reports) else "patients"
    return (
        f"n = {patients} {who} in the split. A leak would have stopped the run.{notes} Every finding is listed in "
        "before_training/leakage.json and before_evaluation/leakage.json."
    )


def _answer(check: Mapping) -> tuple[str, int | None]:
    if check["nothing_to_examine"]:
        return f"nothing to examine ({check['examined']})", None
    return check["examined"], len(check["found"])
