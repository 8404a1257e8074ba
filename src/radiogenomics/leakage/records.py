"""Records of the patients that each fitted step of a study saw."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from radiogenomics.errors import InputError
from radiogenomics.files import read_json, write_json

CROP_WINDOW, NETWORK, THRESHOLD = "crop window", "network", "threshold"
TRANSFERRED_WEIGHTS = "transferred weights"
"""Step whose patients belong to no study, so that they are no training patients of its split."""
FitKey = tuple[str, str, str, int | None]
"""Step, model, input and fold."""


@dataclass(frozen=True)
class FittedStep:
    """One thing that was fitted to patients, and to which.

    The patients are those that the fit was given (the index of a table, the items of a dataset), never those of the
    split: the gate before evaluation compares the two.
    """

    step: str
    """What was fitted, such as `scaler`, `network` or `threshold`."""
    model: str
    """Model of the study; empty where a step serves all of them, as a crop window does."""
    input: str
    """Input (modality or named list of modalities), or of a threshold the ensemble; empty where a step serves all."""
    fold: int | None
    """Fold that does not take part in the fit, or None where a step knows no folds."""
    patients: tuple[str, ...]
    """Patients whose images, features or labels the fit was given."""
    chosen_on: tuple[str, ...] = ()
    """Patients on which something was chosen: the epoch of a network, a threshold."""

    def __str__(self) -> str:
        """The step in words: `scale of elastic_net on struct, fold 0`."""
        of_model = f" of {self.model}" if self.model else ""
        on_input = f" on {self.input}" if self.input else ""
        in_fold = "" if self.fold is None else f", fold {self.fold}"
        return f"{self.step}{of_model}{on_input}{in_fold}"


def write_fitted(steps: Iterable[FittedStep], path: str | Path) -> None:
    """Write the records of one job as JSON, patients in order, each once."""
    records = [asdict(step) for step in steps]
    for record in records:
        record["patients"] = sorted({str(patient) for patient in record["patients"]})
        record["chosen_on"] = sorted({str(patient) for patient in record["chosen_on"]})
    write_json({"fitted": records}, path)


def read_fitted(paths: Iterable[str | Path]) -> list[FittedStep]:
    """Read the records of several jobs, in the order of the files.

    Raises:
        InputError: a file is not one that `write_fitted` wrote.
    """
    return [step for path in paths for step in _read_one(Path(path))]


def _read_one(path: Path) -> list[FittedStep]:
    try:
        records = read_json(path)["fitted"]
        return [
            FittedStep(**{**record, "patients": tuple(record["patients"]), "chosen_on": tuple(record["chosen_on"])})
            for record in records
        ]
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{path}: not a readable record of fitted steps; delete it to have it made again") from None
