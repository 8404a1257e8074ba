"""What the figures and plain tables of a study are called, and what stands under them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import jinja2

# Path below the study's folder, caption in workflow/report, title; `(…)` is a model, ensemble, input or modality.
KNOWN = (
    (r"cohort_flow\.csv", "cohort_flow", "Selection of the patients"),
    (r"training_flow\.csv", "training_flow", "Selection of the patients, and who trains which network"),
    (r"external/(?P<cohort>.+)/cohort_flow\.csv", "cohort_flow", "Selection of the patients of {}"),
    (r"figures/external_roc_(?P<cohort>.+)", "external_test", "ROC curves on another cohort, {}"),
    (r"figures/external_reliability_(?P<cohort>.+)", "external_test", "Reliability curves on another cohort, {}"),
    (r"dropped\.csv", "dropped", "Patients that the described group does not use"),
    (r"features/(?P<table>.+)_exclusions\.csv", "missing_features", "Features that are missing: {}"),
    (r"figures/flow", "flow", "Flow of the patients"),
    (r"figures/registration", "registration_picture", "Registered scans that are least sure"),
    (r"figures/forest", "forest", "AUC of every model and input"),
    (r"figures/roc_best", "best", "ROC curves, best of each model"),
    (r"figures/precision_recall_best", "best", "Precision–recall curves, best of each model"),
    (r"figures/roc_(?P<ensemble>.+)", "roc", "ROC curves, {}"),
    (r"figures/precision_recall_(?P<ensemble>.+)", "precision_recall", "Precision–recall curves, {}"),
    (r"figures/reliability_(?P<ensemble>.+)", "reliability", "Reliability curves, {}"),
    (r"figures/decision_(?P<ensemble>.+)", "decision", "Decision curves, {}"),
    (r"figures/critical_difference", "critical_difference", "Critical differences of the mean ranks"),
    (r"figures/controls", "controls", "Negative and positive control"),
    (r"figures/overlay_(?P<modality>.+)", "overlay", "Images as the networks see them, {}"),
    (r"figures/selections", "selections", "Slices that different choices take"),
    (r"figures/slices_(?P<modality>.+)", "slices", "Slices as the networks see them, {}"),
    (r"figures/distributions", "distributions", "Probabilities of slices"),
    (r"figures/pseudocolours_of_one_patient", "pseudocolours", "One patient in all pseudo-colours"),
    (r"figures/pseudocolours_of_models", "pseudocolours", "Pseudo-colours of two models"),
    (r"figures/pseudocolours", "pseudocolours", "Pseudo-colours, by validation AUC"),
    (r"figures/learning_curves_(?P<model>.+)", "learning_curves", "Learning curves, {}"),
    (r"prepared/(?P<preparation>.+)_remarks\.csv", "remarks", "Left out and suspicious segmentations, {}"),
    (r"figures/score_histograms", "score_histograms", "Histograms of scores"),
    (r"figures/dice_by_size", "dice_by_size", "Dice against the size of lesions"),
    (r"figures/background", "background", "Mean Dice with and without background"),
    (r"figures/segmentation_curves_(?P<model>.+)", "segmentation_curves", "Learning curves, {}"),
    (r"figures/segmentations", "segmentations", "True and predicted regions"),
    (r"figures/saliency_(?P<model>.+)", "saliency", "Saliency over the scans, {}"),
    (r"figures/tower_roc", "tower_roc", "ROC curves of the towers and of their fusion"),
    (r"figures/tower_accuracy", "tower_accuracy", "Models side by side"),
    (r"figures/tower_curves", "tower_curves", "Learning curves and reconstruction"),
    (r"figures/bottleneck", "bottleneck", "Bottleneck of the gene tower"),
    (r"figures/routing_(?P<model>.+)", "routing", "Routing, {}"),
    (r"figures/search_history", "search_history", "Trials of the search"),
    (r"figures/search_importance", "search_importance", "Importance of the hyper-parameters"),
    (r"figures/search_parameters", "search_parameters", "Trials by each hyper-parameter"),
    (r"figures/search_scans", "search_scans", "Independent scans"),
    (r"figures/importance_(?P<model>.+)/(?P<input>.+)", "importance", "Feature importance, {}"),
)


@dataclass(frozen=True)
class Caption:
    """Title and caption, as plain text."""

    title: str
    text: str


def caption_of(
    name: str, folder: str | Path, titles: Mapping[str, str], params: Mapping[str, str] | None = None
) -> Caption:
    """Title and caption of a figure or CSV file.

    Args:
        name: its path below the study's folder.
        folder: holds the captions, as templates that Snakemake's own report fills, too.
        titles: titles of models, ensembles and inputs by name.
        params: what a template may ask for of the rule's parameters.
    """
    stem = name.removesuffix(".svg").removesuffix(".png")
    for pattern, caption, title in KNOWN:
        if found := re.fullmatch(pattern, stem):
            names = ", ".join(titles.get(value, value) for value in found.groups())
            return Caption(
                title.format(names), _filled(Path(folder) / f"{caption}.rst", found.groupdict(), params or {})
            )
    return Caption(Path(stem).name.replace("_", " ").capitalize(), "")


def _filled(path: Path, wildcards: Mapping[str, str], params: Mapping[str, str]) -> str:
    if not path.is_file():
        return ""
    snakemake = SimpleNamespace(wildcards=SimpleNamespace(**wildcards), params=SimpleNamespace(**params))
    return " ".join(jinja2.Template(path.read_text(encoding="utf-8")).render(snakemake=snakemake).split())
