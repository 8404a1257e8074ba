"""What a leak gate asked, what it examined and what it found."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from radiogenomics.errors import InputError

Gate = Literal["before training", "before evaluation"]


@dataclass(frozen=True)
class Check:
    """One question of a leak gate, and its answer."""

    name: str
    """Short name, such as `crosswalks`."""
    question: str
    """The question in plain words; a leak answers it with yes."""
    examined: str
    """How many of what were looked at, such as `images: 120; augmented copies: 480`."""
    found: tuple[str, ...]
    """One sentence per leak; none is the good answer."""
    fix: str
    """What a user can do about a leak of this kind."""
    notes: tuple[str, ...] = ()
    """What was seen and is no leak, such as a patient who is twice in the same fold."""
    nothing_to_examine: bool = False
    """Whether there was nothing that could have answered the question, such as a crosswalk without pairs of names."""


def leakage_report(gate: Gate, study: str, patients: str, checks: Sequence[Check]) -> dict[str, object]:
    """Content of `leakage.json`.

    Args:
        gate: `before training` or `before evaluation`.
        study: name of the study.
        patients: `real` or `simulated`.
        checks: all questions that were asked.

    Returns:
        gate, study, patients, checks (each with name, question, examined, found, fix, notes, nothing_to_examine) and
        leaks, their number.
    """
    return {
        "gate": gate,
        "study": study,
        "patients": patients,
        "checks": [asdict(check) for check in checks],
        "leaks": sum(len(check.found) for check in checks),
    }


def stop_on_leaks(checks: Sequence[Check], where: str, listed_in: str | None = None) -> None:
    """Stop where a check found a leak.

    Args:
        checks: all questions that were asked.
        where: what is stopped, such as `study radiomics_mgmt, before training`.
        listed_in: file that lists all findings.

    Raises:
        InputError: the first leak, what to do, how many there are, and where they are listed.
    """
    leaking = [check for check in checks if check.found]
    if not leaking:
        return
    count = sum(len(check.found) for check in leaking)
    rest = f"; {count} leaks in all" if count > 1 else "; 1 leak"
    listed = f", listed in {listed_in}" if listed_in else ""
    raise InputError(f"{where}: leak: {leaking[0].found[0]}; {leaking[0].fix}{rest}{listed}")
