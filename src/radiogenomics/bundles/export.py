"""Write a trained model of a study as a bundle."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from radiogenomics.bundles.bundle import FORMAT
from radiogenomics.bundles.card import model_card
from radiogenomics.bundles.form import Files
from radiogenomics.bundles.forms import FORMS
from radiogenomics.bundles.layout import CARD, ENSEMBLE, METADATA, THRESHOLDS, TRAINING, write_checksums
from radiogenomics.bundles.metadata import metadata
from radiogenomics.bundles.scans import describe_scans
from radiogenomics.files import atomic_path, read_table, write_json

OWN = ("model_name", "ensemble_name", "groups", "searched", "tables", "features", "modalities", "group", "seed")
"""Values of a study's description that concern its own files and no prediction."""
THRESHOLD = ("rule", "threshold", "sensitivity", "specificity", "n")
"""What a bundle keeps of a threshold."""


def write_bundle(form: str, files: Files, description: Mapping[str, Any], seed: int, folder: str | Path) -> None:
    """Write a trained model as a bundle.

    Args:
        form, files, description: of a study's `exports` (`studies.exported.Exported`).
        seed: of the run.
        folder: made where it is not there.

    Raises:
        InputError: a file is missing or does not belong to the others.
    """
    folder, known = Path(folder), FORMS[form]
    written = known.write(files, description, seed, folder)
    described = {**description, **written.description, "form": form, "format": FORMAT}
    described = {key: value for key, value in described.items() if key not in OWN}
    thresholds = _thresholds(files["thresholds"], description["model_name"], description["ensemble_name"])
    write_json(described, folder / ENSEMBLE)
    write_json({"thresholds": thresholds}, folder / THRESHOLDS)
    scans = describe_scans(*files["cohort"], written.scans) if written.scans else {}
    seen = {"features": list(written.features), "training": written.training, "scans": scans}
    write_json({**seen, "networks": written.networks}, folder / TRAINING)
    write_json(metadata(described, known), folder / METADATA)
    with atomic_path(folder / CARD) as temporary:
        temporary.write_text(model_card(described, thresholds, known), encoding="utf-8")
    write_checksums(folder)


def _thresholds(files: Sequence[str], model: str, ensemble: str) -> list[dict[str, Any]]:
    """Thresholds of a model; none where its study chooses none."""
    rows = []
    for path in files:
        table = read_table(path, required=["model", "ensemble"])
        own = table[(table["model"] == model) & (table["ensemble"] == ensemble)]
        rows += own[list(THRESHOLD)].to_dict("records")
    return rows
