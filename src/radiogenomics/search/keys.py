"""Values that a search found, put into the sections of a configuration that they belong to."""

import copy
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from radiogenomics.files import read_json
from radiogenomics.search.space import Value

Values = Mapping[str, Value]
"""By key of the study's section, as `training.learning_rate`, or of a phase `training.fine_tuning.learning_rate`."""


def with_values(section: Mapping[str, Any], name: str, values: Values) -> dict[str, Any]:
    """One section of a study, as plain values, with those of its keys that a search sets.

    Args:
        section: stays as it is.
        name: of the section; values of other sections do not count.
        values: by key; those of phases that the section has not do not count, as a model's training may have some of
            the study's phases alone.
    """
    changed = copy.deepcopy(dict(section))
    phases = {phase["name"]: phase for phase in changed.get("phases", [])}
    for key, value in values.items():
        first, *path, last = key.split(".")
        place = phases.get(path[0]) if path else changed
        if first == name and place is not None:
            place[last] = value
    return changed


def read_best(files: Sequence[str | Path], sections: Collection[str]) -> dict[str, Value]:
    """Values of the best trial that a study takes over.

    Args:
        files: the one file that `results.write_best` wrote, or none.
        sections: whose keys are taken over.
    """
    values = read_json(files[0])["parameters"] if sections else {}
    return {key: value for key, value in values.items() if key.partition(".")[0] in sections}
