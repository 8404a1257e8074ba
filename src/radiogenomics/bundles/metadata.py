"""`metadata.json` of a bundle, as MONAI's specification asks for it."""

import importlib.metadata
from collections.abc import Mapping
from typing import Any

from radiogenomics.bundles.form import Form


def metadata(description: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """Contents of `metadata.json`.

    Args:
        description: of the bundle.
        form: what a network or classifier is given, and what it gives.
    """
    return {
        "version": "1.0.0",
        "changelog": {"1.0.0": "exported"},
        "monai_version": importlib.metadata.version("monai"),
        "pytorch_version": importlib.metadata.version("torch").partition("+")[0],
        "numpy_version": importlib.metadata.version("numpy"),
        "required_packages_version": {
            name: importlib.metadata.version(name) for name in ("radiogenomics", "scikit-learn")
        },
        "name": f"{description['study']} {description['model_title']} {description['ensemble_title']}",
        "task": form.result.task(description),
        "description": description["title"],
        "intended_use": "Research only; no medical device.",
        "authors": "see the study",
        "copyright": "see docs/README.md",
        "network_data_format": {
            "inputs": form.data_format(description),
            "outputs": {"pred": form.result.output_format(description)},
        },
    }
