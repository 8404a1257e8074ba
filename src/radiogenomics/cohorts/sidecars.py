"""What the JSON beside a NIfTI file says of the scan, as dcm2niix and BIDS write it, against what its name says."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from radiogenomics.oddities import notice

AGENTS = ("ContrastBolusAgent", "ContrastBolusIngredient")
"""Keys of dcm2niix and of BIDS."""
DESCRIPTIONS = ("SeriesDescription", "ProtocolName")
NO_AGENT = ("", "no", "none", "n", "0", "n/a", "[]")
"""What stands there where no contrast agent was given."""
AFTER = re.compile(
    r"(^|[^a-z])(post(?!op|proc)|gd|gad|km|t1ce|t1c|t1gd|\+c|ce)([^a-z]|$)|(?<!non)(?<!without)contrast", re.I
)
BEFORE = re.compile(r"(^|[^a-z])(pre|native|nativ|non?[ _-]?contrast|without|w/?o)([^a-z]|$)", re.I)
FLAIR = re.compile(r"flair|dark[ _-]?fluid", re.I)
T2 = re.compile(r"(^|[^a-z])t2", re.I)
INVERTED = re.compile(r"flair|flr|dark|da[ _-]?fl|tirm|stir|(^|[^a-z])(fl|ir)([^a-z]|$)", re.I)
"""Words of descriptions of series."""


def notice_other_sidecar(patient: str, what: str, path: Path) -> None:
    """Notice a scan whose JSON names another sequence, or contradicts it on contrast agent.

    Args:
        patient: whose scan it is.
        what: sequence that it is taken for.
        path: NIfTI file; the JSON has its name with another end.
    """
    said = _read(path.with_name(re.sub(r"\.nii(\.gz)?$", ".json", path.name, flags=re.IGNORECASE)))
    description = next((str(said[key]) for key in DESCRIPTIONS if said.get(key)), "")
    agents = [str(said[key]).strip() for key in AGENTS if key in said]
    given = [agent for agent in agents if agent.casefold() not in NO_AGENT]
    if what == "T1" and given:
        odd = f"names a contrast agent ({given[0]}); is it T1GD?"
    elif what == "T1" and AFTER.search(description) and not BEFORE.search(description):
        odd = f"calls the series {description!r}; is it T1GD?"
    elif what == "T1GD" and ((agents and not given) or (not given and BEFORE.search(description))):
        odd = f"says that no contrast agent was given ({description!r}); is it T1?"
    elif what in ("T1", "T1GD", "T2") and FLAIR.search(description):
        odd = f"calls the series {description!r}; is it FLAIR?"
    elif (
        what == "FLAIR"
        and T2.search(description)
        and not INVERTED.search(description)
        and not said.get("InversionTime")
    ):
        odd = f"calls the series {description!r}, and names no inversion; is it T2?"
    else:
        return
    notice(path, patient, f"taken for {what}, but the JSON beside it {odd}")


def _read(path: Path) -> Mapping[str, object]:
    """Keys of a JSON; none where it cannot be read, for nothing depends on it."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
