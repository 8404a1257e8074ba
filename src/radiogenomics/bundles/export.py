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
from radiogenomics.files import atomic_path, read_table, write_json

OWN = ("model_name", "ensemble_name", "groups", "searched", "tables", "features", "modalities", "group", "seed")
"""Values of a study's description that concern its own files and no prediction."""


def write_bundle(form: str, files: Files, description: Mapping[str, Any], seed: int, folder: str | Path) -> None:
    """Write a trained model as a bundle.

    Args:
        form, files, description: of a study's `exports` (`studies.exported.Exported`).
        seed: of the run.
        folder: made where it is not there.

    Raises:
        InputError: a file is missing or does not belong to the others.
    """
    folder = Path(folder)
    written = FORMS[form].write(files, description, seed, folder)
    described = {**description, **written.description, "form": form, "format": FORMAT}
    described = {key: value for key, value in described.items() if key not in OWN}
    table = read_table(*files["thresholds"], required=["model", "ensemble"])
    rows = table[(table["model"] == description["model_name"]) & (table["ensemble"] == description["ensemble_name"])]
    thresholds: Sequence[Mapping[str, Any]] = rows[["rule", "threshold", "sensitivity", "specificity", "n"]].to_dict(
        "records"
    )
    write_json(described, folder / ENSEMBLE)
    write_json({"thresholds": thresholds}, folder / THRESHOLDS)
    write_json({"features": list(written.features), "training": written.training}, folder / TRAINING)
    write_json(metadata(described, FORMS[form].data_format(described)), folder / METADATA)
    with atomic_path(folder / CARD) as temporary:
        temporary.write_text(model_card(described, thresholds, FORMS[form]), encoding="utf-8")
    write_checksums(folder)
