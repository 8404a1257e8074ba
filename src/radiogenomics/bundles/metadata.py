"""`metadata.json` of a bundle, as MONAI's specification asks for it."""

import importlib.metadata
from collections.abc import Mapping
from typing import Any


def metadata(description: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Contents of `metadata.json`.

    Args:
        description: of the bundle.
        inputs: what a network or classifier is given, as `network_data_format` has it.
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
        "task": f"classification of {description['label']['name']} of patients with glioma",
        "description": description["title"],
        "intended_use": "Research only; no medical device.",
        "authors": "see the study",
        "copyright": "see docs/README.md",
        "network_data_format": {
            "inputs": inputs,
            "outputs": {
                "pred": {
                    "type": "probabilities",
                    "format": "classification",
                    "num_channels": 1,
                    "spatial_shape": [],
                    "dtype": "float32",
                    "value_range": [0, 1],
                    "is_patch_data": False,
                    "channel_def": {"0": description["label"]["classes"][0]},
                }
            },
        },
    }
