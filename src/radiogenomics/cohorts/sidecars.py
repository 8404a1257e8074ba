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
SOURCES = ("Sources", "RawSources", "BasedOn")
"""Keys by which BIDS names the files that one was made from."""
SUBJECT = re.compile(r"(?<![a-z0-9])sub-([a-z0-9]+)", re.I)
SESSION = re.compile(r"(?<![a-z0-9])ses-([a-z0-9]+)", re.I)
FEWEST_RENAMED, MOST_RENAMED = 3, 0.5
"""Patients, and their share of those whose JSON names sources, from which sources are of other sessions because a
program renamed the sessions, and which is told once."""


def notice_other_sidecar(patient: str, what: str, path: Path) -> None:
    """Notice a scan whose JSON names another sequence, or contradicts it on contrast agent.

    Args:
        patient: whose scan it is.
        what: sequence that it is taken for.
        path: NIfTI file; the JSON has its name with another end.
    """
    said = _read_beside(path)
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


def notice_other_sources(files: Mapping[str, Mapping[str, Path]]) -> None:
    """Notice scans and segmentations whose JSON says that they were made from another patient or session.

    The session is that of the file's name, or where it has none, of the names of all the patient's other files; another
    subject counts where it is one of the patients. Sources of several sessions, of which one is right, are not told.

    Args:
        files: NIfTI file of each patient, by sequence or segmentation.
    """
    own = {
        patient: {what: of[patient] for what, of in files.items() if patient in of}
        for of in files.values()
        for patient in of
    }
    subjects = {_plain(patient): patient for patient in own}
    named, other_session = set(), {}
    for patient, paths in own.items():
        for what, path in paths.items():
            said = _read_beside(path)
            sources = " ".join(str(said[key]) for key in SOURCES if key in said)
            others = {subjects.get(_plain(subject)) for subject in SUBJECT.findall(sources)}
            if others and None not in others and patient not in others:
                what_is = f"the JSON beside it says that it was made from a scan of {', '.join(sorted(others))}"
                notice(path, patient, f"{what_is}; find out whose it is")
                continue
            made_from, used = {session.casefold() for session in SESSION.findall(sources)}, _sessions(paths, what)
            if made_from and used:
                named.add(patient)
                if used.isdisjoint(made_from):
                    other_session[patient] = path, ", ".join(sorted(made_from)), ", ".join(sorted(used))
    _notice_sessions(other_session, len(named))


def _notice_sessions(found: Mapping[str, tuple[Path, str, str]], patients: int) -> None:
    """Notice files that were made from scans of another session than the one that is read."""
    renamed = len(found) >= FEWEST_RENAMED and len(found) > MOST_RENAMED * patients
    for patient, (path, made_from, used) in list(found.items())[: 1 if renamed else None]:
        said = f"the JSON beside it says that it was made from session {made_from}, and session {used} is read"
        also = f" (so do those of {len(found)} patients: were sessions renamed?)" if renamed else ""
        notice(path, patient, f"{said}{also}; give one made from session {used}, unless both name one examination")


def _sessions(paths: Mapping[str, Path], what: str) -> set[str]:
    """Session of a file by its name, or else of the patient's other files; none where these have several."""
    own = SESSION.findall(paths[what].name) or SESSION.findall("/".join(paths[what].parts[-3:]))
    found = {
        session.casefold()
        for session in own or [each for path in paths.values() for each in SESSION.findall(path.name)]
    }
    return found if len(found) == 1 else set()


def _plain(subject: str) -> str:
    """A patient as the entity `sub` of BIDS has it."""
    return re.sub(r"^sub-|[\W_]", "", subject.casefold())


def _read_beside(path: Path) -> Mapping[str, object]:
    """Keys of the JSON beside a NIfTI file; none where it cannot be read, for nothing depends on it."""
    beside = path.with_name(re.sub(r"\.nii(\.gz)?$", ".json", path.name, flags=re.IGNORECASE))
    if beside == path:
        return {}
    try:
        found = json.loads(beside.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
