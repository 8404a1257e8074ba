"""controls.csv as a reader wants it."""

import pandas as pd

from radiogenomics.controls.design import FAST_MODEL
from radiogenomics.controls.judgement import FALSE_ALARMS, TRUE_COVERAGE
from radiogenomics.controls.null import NEGATIVE, PERMUTATIONS
from radiogenomics.controls.planted import LEAST_COVERAGE, MOST_SHORTFALL, POSITIVE
from radiogenomics.evaluation.delong import FEWEST_FOR_DELONG
from radiogenomics.evaluation.number_text import number_text

OWN_FEATURES = "the study's own features, labels permuted"
NO_CONTRASTS = "simulated contrasts without an effect, labels permuted"
PLANTED = "simulated contrasts with a planted effect"
NOT_JUDGED = f"Not judged: methods that need {FEWEST_FOR_DELONG} patients in each class. "
VERDICTS = {True: "passed", False: "FAILED"}


def controls_table(controls: pd.DataFrame, own_features: bool) -> pd.DataFrame:
    """Rows of controls.csv as text: Control, Made of, Quantity, Value, Expected, Allowed, Verdict, Repeats.

    Args:
        controls: rows of controls.csv.
        own_features: whether the negative control used the study's own features.
    """
    made_of = {NEGATIVE: OWN_FEATURES if own_features else NO_CONTRASTS, POSITIVE: PLANTED}
    return pd.DataFrame(
        {
            "Control": [name.capitalize() for name in controls["control"]],
            "Made of": [made_of[name] for name in controls["control"]],
            "Quantity": controls["quantity"].to_list(),
            "Value": [number_text(value, 3) for value in controls["value"]],
            "Expected": [number_text(value, 3) for value in controls["expected"]],
            "Allowed": [f"{row.low:.3f}–{row.high:.3f}" for row in controls.itertuples()],
            "Verdict": [VERDICTS.get(passed, "not judged") for passed in controls["passed"]],
            "Repeats": controls["repeats"].to_list(),
        }
    )


def controls_note(null: pd.DataFrame, planted: pd.DataFrame, simulated: bool) -> str:
    """What stands under the table.

    Args:
        null: result of `null_repeats`.
        planted: result of `planted_repeats`.
        simulated: whether the negative control's patients or contrasts are.
    """
    (n, n_positive), ideal = null[["n", "n_positive"]].iloc[0], planted["ideal_auc"].iloc[0]
    above = 100 * (planted["ci_low"] > 0.5).mean()
    least, most = (100 * share for share in TRUE_COVERAGE)
    few = NOT_JUDGED if min(n_positive, n - n_positive) < FEWEST_FOR_DELONG else ""
    return (
        f"n = {n} {'simulated ' if simulated else ''}test patients ({n_positive} positive) in each repeat, whose "
        f"split, labels or contrasts and models are made anew by the study's own functions; the model is a "
        f"{FAST_MODEL.title.lower()}. Allowed: what sampling error explains beyond the slacks named here; where "
        f"nothing is wrong, at most one study in {1 / FALSE_ALARMS:.0f} has a quantity outside. "
        "Slack of the intervals around 0.5: with few patients a 95 % "
        f"interval may truly cover {least:.0f} to {most:.0f} %. Permutation p-values are one-sided, of {PERMUTATIONS} "
        f"permutations, and ties between AUCs are broken at random, without which p-values of few patients cannot be "
        f"uniform. {few}Positive control: the ideal observer has an AUC of {ideal:.3f}. The true mean may lie "
        f"{MOST_SHORTFALL} below it, since the model learns from the training patients alone, and not above it; for "
        f"the same reason the true share of intervals that hold it may be {100 * LEAST_COVERAGE:.0f} %. {above:.0f} % "
        "of them lie above 0.5."
    )
