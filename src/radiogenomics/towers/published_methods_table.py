"""Published methods, re-implemented, compared with the fusion: Lyu and Costen's Table 2."""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.evaluation.number_text import NONE
from radiogenomics.evaluation.published import published_value
from radiogenomics.predictions.ensemble import average
from radiogenomics.towers.measures import tower_accuracy
from radiogenomics.towers.tables import accuracy_text

PUBLISHED_ENSEMBLE = "published_methods"
"""Under which the paper's figures of these methods stand in `resources/published/`."""


def measure_methods(
    verdicts: pd.DataFrame, predictions: Mapping[str, pd.DataFrame], fusion: pd.Series, labels: pd.Series, seed: int
) -> pd.DataFrame:
    """Accuracy, precision, recall and F1 of the fusion and of every method that ran, on the same test patients.

    Args:
        verdicts: of `expression.baselines.runnable`.
        predictions: rows of predictions of every method, none of those that did not run.
        fusion: probability of the fusion by test patient; its name is the model's.
        labels: 1 or 0 by test patient.
        seed: of the bootstrap of F1.

    Returns:
        Rows of `measures.tower_accuracy`.
    """
    ran = verdicts["name"][verdicts["runs"]]
    scores = {
        name: average([predictions[name]]).set_index("patient_id")["probability"].reindex(labels.index) for name in ran
    }
    return tower_accuracy(labels, pd.DataFrame({fusion.name: fusion, **scores}), seed)


def methods_text(
    verdicts: pd.DataFrame, accuracy: pd.DataFrame, titles: Mapping[str, str], published: pd.DataFrame
) -> pd.DataFrame:
    """One row for the fusion and one per method: its figures, or why it was not run.

    Args:
        verdicts, accuracy: of `measure_methods`.
        titles: titles of models.
        published: rows of `published_metrics` that may be shown with ours.
    """
    titles = {**titles, **verdicts.set_index("name")["title"]}
    shown = accuracy_text(accuracy, titles).set_index("Model").drop(columns=["Right", "Better than one class"])
    fusion = str(accuracy["model"].iloc[0])
    rows = [{"Method": titles[fusion], **shown.loc[titles[fusion]], **_printed(published, fusion), "Remarks": NONE}]
    for row in verdicts.itertuples():
        figures = shown.loc[row.title] if row.runs else dict.fromkeys(shown.columns, NONE)
        remarks = row.source if row.runs else f"{row.source}; skipped: {row.reason}"
        rows.append({"Method": row.title, **figures, **_printed(published, row.name), "Remarks": remarks})
    return pd.DataFrame(rows)


def methods_note(verdicts: pd.DataFrame, accuracy: pd.DataFrame) -> str:
    """What stands under the table: how the methods were made, and what is otherwise than in their papers."""
    first = accuracy.iloc[0]
    differs = "; ".join(f"{row.source}: {row.differs}" for row in verdicts[verdicts["runs"]].itertuples())
    note = (
        "Each method was written anew from one sentence of Lyu and Costen, who do not say whether they ran the four "
        "or copied their figures; none of the papers' code is used. Fitted to the image tower's training patients, "
        f"judged on the {first.n} test patients at 0.5; 95 % intervals: Wilson, of F1 bootstrap. Always naming the "
        f"larger class is right in {first.larger_class:.0%}."
    )
    return f"{note} What is otherwise than there: {differs}." if differs else note


def _printed(published: pd.DataFrame, model: str) -> dict[str, str]:
    """The paper's accuracy of a model, where it may be shown; nothing where no figures may."""
    if published.empty:
        return {}
    rows = published[published["model"] == model]
    values = [published_value(rows, model, ensemble, "ACC") for ensemble in rows["ensemble"].unique()]
    return {"Accuracy published": f"{values[0]:.3f}" if values else NONE}
