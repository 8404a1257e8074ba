"""One page about the predictions of some patients."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.distance import FAR
from radiogenomics.bundles.notice import NOTICE
from radiogenomics.predictions.interval import LEVEL
from radiogenomics.report.fragments import figure_block
from radiogenomics.report.html import table_block
from radiogenomics.report.page import REPORT_CSS, whole_page

DISTANCE = (
    "Percentile of the patient's distance among the training patients' own: of grey levels and of the share of the "
    "image that is not 0, after preprocessing, or of all features. With the ending `scan` of the grey levels of the "
    "whole scan, whatever their unit; `geometry` of the size of the head and of its voxels; `network` of what the last "
    "layer of the networks is given. Above {far:g}, the patient is unlike those that the model has learnt from, and "
    "the prediction is worth less."
)
NOTICED = (
    "What grey levels, geometry and features say of the patient. A suspicion is for a person to look at, and no proof; "
    "where there is none, nothing is proved either."
)
ROUTES = "Mean over the networks of all folds. Blocks are counted from the one nearest to the image."
TRAINED_ON_SIMULATED = " The model was trained on simulated patients: its numbers say nothing about any real person."
SALIENCY = (
    "Grad-CAM++ of the class that each network itself gives the patient, in SpotTune along the likeliest route; the "
    "mean over the networks of all folds. Colours go to the highest value in the slice: they compare places, not "
    "patients. Outlined is the segmentation, where the model reads one. Whether the maps of these networks say more "
    "than those of networks that know nothing stands in the study's report, if it has asked; a map by itself is a "
    "picture and no evidence."
)
FILES = "One axial slice of each input; the whole maps, in the scan's own geometry: "
PREDICTED_MASK = (
    " Segmentations called predicted were made by networks, and nobody has corrected them; the model was judged "
    "with those of its study: look at them in `masks/`."
)
NOT_DRAWN = "none drawn"
MOST_NAMED = 5


def prediction_page(
    bundle: Bundle,
    said: Sequence[Mapping[str, Any]],
    routing: pd.DataFrame,
    left_out: Mapping[str, str],
    further: Sequence[str] = (),
    folder: Path = Path(),
) -> str:
    """HTML of one page: probabilities, what they rest on, and what a reader must know.

    Args:
        bundle: the model.
        said: what `predict.summary` says of each patient, and where there are pictures of saliency
            `saliency.write_saliency`.
        routing: patient_id, input, fold, block, share_fine_tuned; no rows where nothing is routed.
        left_out: patients who could not be predicted, each with the reason.
        further: HTML of blocks that a kind of model adds.
        folder: in which the pictures are.
    """
    positive, negative = bundle.description["label"]["classes"]
    blocks = []
    if said:
        note = _note(bundle) + _note_on_draws(bundle) * any(each["half_width"] is not None for each in said)
        note += PREDICTED_MASK * any(each.get("mask") for each in said)
        blocks.append(table_block(_probabilities(said), f"Probability of {positive}", note, "probabilities"))
        blocks.append(distances_block(said))
    if len(routing):
        blocks.append(table_block(_routes(routing), "Share of draws that took the fine-tuned block", ROUTES, "routes"))
    blocks += [*further, *_pictures(said, folder)]
    return page_of_blocks(bundle, f"The probability is that of {positive}, against {negative}.", blocks, left_out)


def page_of_blocks(bundle: Bundle, lead: str, blocks: Sequence[str], left_out: Mapping[str, str]) -> str:
    """HTML of one page with the model's name, what a reader must know, and blocks.

    Args:
        bundle: the model.
        lead: a sentence about what is predicted; escaped here.
        blocks: HTML.
        left_out: patients who could not be predicted, each with the reason.
    """
    described, blocks = bundle.description, list(blocks)
    if left_out:
        table = pd.DataFrame({"Patient": list(left_out), "Reason": list(left_out.values())})
        blocks.append(table_block(table, "Not predicted", "Correct these and predict them again.", "left-out"))
    title = f"{described['label']['name']}: {described['model_title']}, {described['ensemble_title']}"
    notice = NOTICE + TRAINED_ON_SIMULATED * described["simulated"]
    body = (
        f'<main>\n<h1>{escape(title)}</h1>\n<p class="kind">{escape(described["title"])}. {escape(lead)}</p>\n'
        f'<p class="simulated" role="note">{escape(notice)}</p>\n'
        + "".join(f'<section class="table">{block}</section>\n' for block in blocks)
        + "</main>\n"
    )
    return whole_page(title, body, REPORT_CSS)


def distances_block(said: Sequence[Mapping[str, Any]]) -> str:
    """HTML of the tables of what was noticed, where anything was, and of distances from the training patients.

    Args:
        said: of each patient patient_id, distance_percentile, unlike_training, and what was noticed.
    """
    rows = _noticed(said)
    odd = table_block(rows, "Look at these first", NOTICED, "noticed") if len(rows) else ""
    title = "Distance from the training patients"
    return odd + table_block(_distances(said), title, DISTANCE.format(far=FAR), "distances")


def _probabilities(said: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Patient": each["patient_id"],
            "Probability": f"{each['probability']:.3f}",
            "Folds, lowest to highest": f"{each['lowest_fold']:.3f} to {each['highest_fold']:.3f}",
            "SD of folds": f"{each['sd_folds']:.3f}",
            "SD of draws": f"{each['sd_draws']:.3f}" if each["n_draws"] > 1 else NOT_DRAWN,
            "Draws": _draws(each),
            "Mean over draws": NOT_DRAWN if each["half_width"] is None else f"± {each['half_width']:.3f}",
            "Above threshold": ", ".join(rule for rule, above in each["above_threshold"].items() if above) or "none",
            "Missing": named(each["missing"]) or "nothing",
            **({"Segmentation": each["segmentation"]} if "segmentation" in each else {}),
        }
        for each in said
    )


def _draws(said: Mapping[str, Any]) -> str:
    """Draws that were taken, of those that could have been; of inputs that differ, the fewest and the most."""
    counts = sorted(set(said["draws"].values()))
    if said["most_draws"] == 1:
        return NOT_DRAWN
    return f"{' to '.join(dict.fromkeys(map(str, (counts[0], counts[-1]))))} of {said['most_draws']}"


def _distances(said: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Patient": each["patient_id"],
            "Compared": name,
            "Percentile": f"{percentile:.0f}",
            "Verdict": "unlike the training patients" if name in each["unlike_training"] else "like them",
        }
        for each in said
        for name, percentile in each["distance_percentile"].items()
    )


def _noticed(said: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Patient": each["patient_id"],
            "Of": line["about"],
            "Severity": line["severity"],
            "What": line["what"],
            "What to do": line["what_to_do"],
        }
        for each in said
        for line in each.get("noticed", [])
    )


def _routes(routing: pd.DataFrame) -> pd.DataFrame:
    shares = routing.groupby(["patient_id", "input", "block"], sort=False)["share_fine_tuned"].mean().unstack("block")
    shares.columns = [f"Block {int(block) + 1}" for block in shares.columns]
    return shares.map("{:.2f}".format).rename_axis(["Patient", "Input"]).reset_index()


def _pictures(said: Sequence[Mapping[str, Any]], folder: Path) -> list[str]:
    """Maps of saliency of each patient over the scan, and who has none; no block where nobody asked for them."""
    shown = [each for each in said if each.get("picture")]
    figures = [
        figure_block(folder / each["picture"], number, f"Patient {each['patient_id']}", FILES + _files(each), False)
        for number, each in enumerate(shown, start=1)
    ]
    reasons = [
        f"Patient {each['patient_id']}, {name}: no map, for {reason}."
        for each in said
        for name, reason in each.get("without_saliency", {}).items()
    ]
    if not figures and not reasons:
        return []
    notes = "".join(f'<p class="note">{escape(text)}</p>\n' for text in (SALIENCY, *reasons))
    return [f"<h2>Where the networks look</h2>\n{notes}{''.join(figures)}"]


def _files(said: Mapping[str, Any]) -> str:
    return f"{', '.join(said['saliency'].values())}."


def _note(bundle: Bundle) -> str:
    chosen = ", ".join(f"{row['rule']} {row['threshold']:.3g}" for row in bundle.thresholds) or "none"
    return (
        f"Mean over {bundle.folds} fold{'s' * (bundle.folds > 1)} and then over inputs, by their shares; both spreads "
        f"are of the members of the mean, and neither is an interval for a patient. Thresholds, chosen on validation "
        f"patients: {chosen}. Where something is missing, the mean is of fewer inputs than the model was judged with."
    )


def _note_on_draws(bundle: Bundle) -> str:
    width = bundle.asked.interval_width
    stops = f"draws stop once it is within ± {width / 2:g}" if width else "all draws were taken"
    return (
        f" Mean over draws: interval of {LEVEL:.0%} (Student's t) of what more draws of routes would give; {stops}. It "
        "says how well this number was computed, and not how sure the prediction is."
    )


def named(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{', '.join(names[:MOST_NAMED])}{more}"
