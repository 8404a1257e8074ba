"""Files of one's own patients by the entities of BIDS in their names.

BIDS: Gorgolewski et al. 2016, doi:10.1038/sdata.2016.44.
`sub-01[_ses-pre][_ce-gadolinium]_T1w.nii.gz` and so on; the folders (`sub-01/ses-pre/anat`) repeat what the names say.
"""

import re
from collections.abc import Iterable, Set
from pathlib import Path
from typing import NamedTuple

from radiogenomics.cohorts.archive_tree import FileIndex, unique_file
from radiogenomics.cohorts.own_file_finder import FileProblem, OwnFileFinder, names_in_files, one_of_several
from radiogenomics.cohorts.own_settings import SEGMENTATION
from radiogenomics.oddities import notice

NAME = re.compile(r"sub-(?P<patient>[^_]+)(?:_ses-(?P<session>[^_]+))?_(?P<rest>.+?)\.nii(?:\.gz)?", re.IGNORECASE)
ENDS = {"T1": "T1w", "T1GD": "ce-gadolinium_T1w", "T2": "T2w", "FLAIR": "FLAIR", SEGMENTATION: "dseg"}
"""Ends of the names that are expected."""
MASKS = ("dseg", "mask")
NO_TUMOUR = re.compile(r"brain.*|head|aseg|aparcaseg|bg|s?c?gm|wm|csf|b|st|nb|cr|bs|cbm", re.IGNORECASE)
"""Values of `desc` and `label` in names of masks that are of the brain, or of a tissue by BIDS' own abbreviations (`L`
is a lesion), and not of a tumour; nor are those with an entity `atlas`."""
CONTRAST = re.compile(
    r"(?!no|pre|un|without|wo)((.*[^a-z])?(post(?!op|proc)|gd|gad|ce([^a-z]|$)|km([^a-z]|$)|t1c|t1gd|contrast|enhanced).*"
    r"|.*(?<!pre)(?<!no)(gd|post))"
)
"""Values of entities other than `ce` that scans after contrast agent have: `acq-gd`, `acq-postcontrast`."""
NO_AGENT = re.compile(r"(no|none|pre|without|wo|un|off|0)([^a-z].*|(contrast|enhanced|agent|gd|gad|gadolinium).*)?")
"""Values of `ce` that say that a scan was made before contrast agent."""
APART = ("derivatives", "sourcedata")
"""Folders of a data set whose scans do not count where the data set itself has some; masks do."""


class Scan(NamedTuple):
    """A file by its name: of which patient, of which session (None where the name has none), and what it is."""

    patient: str
    session: str | None
    what: str
    path: Path


class FilesByEntities(OwnFileFinder):
    """`sub-<id>[_ses-<session>]_…_<suffix>.nii.gz`; the ids of the table may have `sub-` before them or not."""

    of_patients: Set[str] = frozenset()
    """What the patients of the table are called in the files, once these were found."""

    def find(self, patients: Iterable[str]) -> tuple[dict[str, dict[str, Path]], list[FileProblem]]:
        """File of each patient, by what it is; and who has several sessions, files of one sequence, or another's files.

        Raises:
            InputError: two different files have one name.
        """
        patients = list(patients)
        found: dict[str, dict[str, Path]] = {what: {} for what in self.suffixes}
        problems = []
        scans: dict[str, list[Scan]] = {}
        for scan in self._scans():
            scans.setdefault(scan.patient, []).append(scan)
        called = names_in_files([_label(patient) for patient in patients], set(scans))
        self.of_patients = set(called.values())
        first: dict[str, str] = {}
        for patient in patients:
            other, its = first.setdefault(_label(patient), patient), scans.get(called[_label(patient)], [])
            if other != patient and its:
                said = f"is of patient {other} too, for names of BIDS have letters and digits alone"
                problems.append(FileProblem(patient, its[0].path, said, "change one of both ids in table and names"))
            own = self._of_session(patient, its, problems)
            for what, files in found.items():
                paths = _distinct([scan.path for scan in own if scan.what == what])
                if len(paths) > 1:
                    problems.append(one_of_several(patient, what, paths))
                if paths:
                    files[patient] = paths[0]
                    _notice_contrast(patient, what, paths[0])
        return found, problems

    def expected(self, patient: str, what: str) -> str:
        """The name by BIDS of a structural sequence; of others, with the project's own name at its end."""
        session = f"_ses-{_session(self.sessions[patient])}" if patient in self.sessions else ""
        return f"sub-{_label(patient, keep=True)}{session}_{ENDS.get(what, self.suffixes[what][0])}.nii.gz"

    def owner(self, name: str) -> str | None:
        """The value of `sub`, where the file is one that is looked for."""
        match = NAME.fullmatch(name)
        return f"sub-{match['patient']}" if match and self._what(match["rest"]) in self.suffixes else None

    def strangers(self, used: Set[Path]) -> tuple[dict[str, list[Path]], list[Path]]:
        """As of any finder; files of the patients' other sessions, and derived scans, are known and not told."""
        by_patient, others = super().strangers(used)
        return {who: paths for who, paths in by_patient.items() if _label(who) not in self.of_patients}, others

    def _scans(self) -> list[Scan]:
        """All files that are something that is looked for."""
        scans = []
        for name, paths in sorted(self.index.items()):
            match = NAME.fullmatch(name)
            what = self._what(match["rest"]) if match else None
            if what in self.suffixes:
                session = match["session"].lower() if match["session"] else None
                scans += [Scan(_label(match["patient"]), session, what, path) for path in paths]
        masks = [scan for scan in scans if scan.what == SEGMENTATION]
        images = [scan for scan in scans if scan.what != SEGMENTATION]
        # A folder that holds nothing but derivatives is read as it is.
        return masks + ([scan for scan in images if not self._is_apart(scan.path)] or images)

    def _is_apart(self, path: Path) -> bool:
        return not set(APART).isdisjoint(path.relative_to(self.folder).parts)

    def _what(self, rest: str) -> str | None:
        """What a file is by its name without patient and session: by a name of the config or the project, or BIDS'."""
        rest = rest.lower()
        names = {suffix.lower(): what for what, suffixes in self.suffixes.items() for suffix in suffixes}
        for name in sorted(names, key=len, reverse=True):
            if rest == name or rest.endswith(f"_{name}"):
                return names[name]
        *entities, suffix = rest.split("_")
        values = dict(entity.partition("-")[::2] for entity in entities)
        if suffix == "t1w":
            return "T1GD" if "ce" in values and not NO_AGENT.fullmatch(values["ce"]) else "T1"
        if suffix in MASKS:
            said = (values.get("desc", ""), values.get("label", ""))
            return None if "atlas" in values or any(map(NO_TUMOUR.fullmatch, said)) else SEGMENTATION
        return {"t2w": "T2", "flair": "FLAIR"}.get(suffix)

    def _of_session(self, patient: str, scans: list[Scan], problems: list[FileProblem]) -> list[Scan]:
        """Scans of the one session, or of the one that is chosen; those without a session are of any."""
        sessions = sorted({scan.session for scan in scans if scan.session is not None})
        chosen = self.sessions.get(patient)
        if chosen is not None:
            wanted = _session(chosen).lower()
            if sessions and wanted not in sessions:
                notice(scans[0].path, patient, f"no session {wanted!r}, but {', '.join(sessions)}")
            return [scan for scan in scans if scan.session in (None, wanted)]
        if len(sessions) > 1:
            fix = "choose one by own.session of the cohort, or by a column that own.table.session names"
            problems.append(FileProblem(patient, scans[0].path, f"has several sessions: {', '.join(sessions)}", fix))
            return []
        return scans


def _notice_contrast(patient: str, what: str, path: Path) -> None:
    """Notice a scan that is T1 by BIDS, which knows contrast agent by `ce-` alone, and not by another entity."""
    entities = path.name.lower().split("_")[1:-1]
    for key, _, value in (entity.partition("-") for entity in entities):
        if what == "T1" and key in ("acq", "desc", "rec") and CONTRAST.fullmatch(value):
            said = f"taken for T1, but its name says {key}-{value}; if it is after contrast agent, add the end of"
            notice(path, patient, f"{said} its name to own.sequences.T1GD of the cohort")


def _distinct(paths: list[Path]) -> list[Path]:
    """Files of different names; of identical copies the first."""
    names = FileIndex()
    for path in paths:
        names.setdefault(path.name, []).append(path)
    return [path for name in names if (path := unique_file(names, name)) is not None]


def _session(label: str) -> str:
    return label[4:] if label.lower().startswith("ses-") else label


def _label(patient: str, keep: bool = False) -> str:
    """An id as BIDS has it: without `sub-`, with letters and digits alone; in small letters unless `keep`."""
    plain = patient[4:] if patient.lower().startswith("sub-") else patient
    plain = re.sub(r"[\W_]", "", plain)
    return plain if keep else plain.lower()
