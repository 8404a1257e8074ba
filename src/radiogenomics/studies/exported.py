"""What a study gives of a trained model, so that it can be written as a folder of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Exported:
    """A trained model with all that its predictions need, as a study describes it.

    Attributes:
        form: what the model is given, by the name of an entry of `bundles.forms.FORMS`.
        files: files of the study's results, by what they hold, as the form names them.
        description: plain values that the folder says of itself. Always study, title, model_name, model_title,
            ensemble_name, ensemble_title, label, folds, simulated and `inputs`: by name, each with its `share` of the
            answer and what the form asks for.
        modules: modules that are found by name when the model is read, and so by no import.
    """

    form: str
    files: Mapping[str, Sequence[str]]
    description: Mapping[str, Any]
    modules: Sequence[Path] = ()
