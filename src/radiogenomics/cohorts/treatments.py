"""One outcome of treatment per patient, where the Genomic Data Commons (GDC) lists one per treatment.

The words are those of GDC's dictionary (`diagnoses.treatments.treatment_outcome`). What they mean for a study, such as
response against no response, its `label` says.
"""

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import nearest

OUTCOMES = (
    "Progressive Disease",
    "Persistent Disease",
    "No Response",
    "Stable Disease",
    "Mixed Response",
    "Partial Response",
    "Very Good Partial Response",
    "Normalization of Tumor Markers",
    "No Measurable Disease",
    "Complete Response",
)
"""From the worst to the best."""
SAYS_NOTHING = ("", "Unknown", "Not Reported", "Not Allowed To Collect", "Treatment Ongoing")
STOPPED = "Treatment Stopped Due to Toxicity"
"""Says how a treatment ended, and nothing of the tumour."""
NOT_GIVEN = "no"
COLUMNS = ["case_id", "treatment_type", "treatment_or_therapy", "days_to_treatment_start", "treatment_outcome"]
OUTCOME_COLUMN = "treatment_outcome"


def first_outcomes(treatments: pd.DataFrame) -> pd.DataFrame:
    """The outcome of each patient's first treatment of which one is told.

    Treatments that were not given (`treatment_or_therapy` is `no`) and those whose outcome says nothing of the tumour
    do not count. Of the others the one that began first is taken; one whose beginning is not known comes after all
    whose beginning is. Of several that began on the same day, or of none of which the beginning is known, the worst
    outcome is taken, so that nobody is called a responder on the strength of one drug of a combination.

    Args:
        treatments: one row per treatment, all text, with the columns `COLUMNS` (`downloads.gdc_cases.list_treatments`).

    Returns:
        By case_id, sorted: treatment_outcome (GDC's word; empty where none is told), treatments (how many GDC lists)
        and told (how many of them tell an outcome).

    Raises:
        InputError: an outcome is no word of GDC's dictionary, or a day is not a number.
    """
    known = {*OUTCOMES, *SAYS_NOTHING, STOPPED}
    for row in treatments.index[~treatments[OUTCOME_COLUMN].isin(known)]:
        word = treatments[OUTCOME_COLUMN][row]
        raise InputError(
            f"patient {treatments['case_id'][row]}: the outcome of a treatment is {word!r}, which is no word of GDC's "
            f"dictionary{nearest(word, known)}; correct the table of treatments"
        )
    days = _days(treatments)
    told = treatments[OUTCOME_COLUMN].isin(OUTCOMES) & treatments["treatment_or_therapy"].str.lower().ne(NOT_GIVEN)
    ranked = treatments[told].assign(
        days=days[told], badness=treatments.loc[told, OUTCOME_COLUMN].map({word: i for i, word in enumerate(OUTCOMES)})
    )
    ranked = ranked.sort_values(["case_id", "days", "badness"], kind="stable", na_position="last")
    patients = treatments.groupby("case_id").size().rename("treatments").to_frame()
    first = ranked.drop_duplicates("case_id").set_index("case_id")[OUTCOME_COLUMN]
    patients.insert(0, OUTCOME_COLUMN, first.reindex(patients.index).fillna(""))
    return patients.assign(told=ranked.groupby("case_id").size().reindex(patients.index, fill_value=0))


def _days(treatments: pd.DataFrame) -> pd.Series:
    texts = treatments["days_to_treatment_start"]
    days = pd.to_numeric(texts.mask(texts == ""), errors="coerce")
    for row in texts.index[days.isna() & (texts != "")]:
        raise InputError(
            f"patient {treatments['case_id'][row]}: a treatment began on day {texts[row]!r}, which is not a number; "
            "correct the table of treatments"
        )
    return days
