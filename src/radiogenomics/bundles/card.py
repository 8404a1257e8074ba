"""The model card of a bundle."""

from collections.abc import Mapping, Sequence
from typing import Any

from radiogenomics.bundles.form import Form

MOST_CHANNELS = 12


def model_card(description: Mapping[str, Any], thresholds: Sequence[Mapping[str, Any]], form: Form) -> str:
    """Text of the card, in Markdown.

    Args:
        description: of the bundle.
        thresholds: rule, threshold, sensitivity, specificity and n of each.
        form: what the model is given.
    """
    patients = "SIMULATED patients: it tells nothing of real ones" if description["simulated"] else "real patients"
    inputs = "\n".join(
        f"- {name}: {_channels(each['channels'])}, share {each['share']:.3g}"
        for name, each in description["inputs"].items()
    )
    return (
        f"# {description['model_title']}, {description['ensemble_title']}\n\n"
        f"{description['title']}. {form.result.predicts(description)} Trained on {patients}.\n\n"
        "Research only. It is no medical device and must not inform the treatment of anybody.\n\n"
        f"## Inputs\n{inputs}\n\n{form.asked_of(description)}\n\n"
        f"{form.result.reading(description, thresholds)}\n\n"
        f"## Use\n`radiogenomics predict --model FOLDER {form.example(description)}`\n\n"
        f"{form.result.averaging(description)} `checksums.sha256` is checked before anything is read, and nothing in "
        "this folder is executed.\n\n"
        "Software: MIT licence. What is trained on an archive's patients falls under the archive's terms, too.\n"
    )


def _channels(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_CHANNELS} more" if len(names) > MOST_CHANNELS else ""
    return f"{', '.join(names[:MOST_CHANNELS])}{more}"
