"""Files of one's own patients by names of the form `<patient_id>_<sequence>.nii.gz`."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from radiogenomics.cohorts.archive_tree import FileIndex, likeness, unique_file
from radiogenomics.cohorts.own_file_finder import FileProblem, OwnFileFinder, names_in_files, one_of_several

SCAN = r"(.+?)_({})\.nii(\.gz)?"


class FilesByName(OwnFileFinder):
    """`<patient_id>_<suffix>.nii.gz`, or a name that differs from it a little."""

    def find(self, patients: Iterable[str]) -> tuple[dict[str, dict[str, Path]], list[FileProblem]]:
        """File of each patient, by what it is; and patients with several files of one sequence.

        Ids of which a spreadsheet program took the leading zeros are known again where that leaves no doubt.

        Raises:
            InputError: two different files have one name.
        """
        patients = list(patients)
        matches = map(self._pattern.fullmatch, self.index)
        called = names_in_files(patients, {match[1] for match in matches if match})
        alike = Counter(map(likeness, patients))
        found: dict[str, dict[str, Path]] = {what: {} for what in self.suffixes}
        problems = []
        for what in self.suffixes:
            for patient in patients:
                # Of two ids that differ in case alone, nobody knows whose a file in yet another case is.
                paths = self._paths(called[patient], what, exact=alike[likeness(patient)] > 1)
                if len(paths) > 1:
                    problems.append(one_of_several(patient, what, paths))
                if paths:
                    found[what][patient] = paths[0]
        return found, problems

    def expected(self, patient: str, what: str) -> str:
        """`<patient_id>_<suffix>.nii.gz` with the project's own suffix."""
        return f"{patient}_{self.suffixes[what][0]}.nii.gz"

    def owner(self, name: str) -> str | None:
        """What stands before a suffix."""
        match = self._pattern.fullmatch(name)
        return match[1] if match else None

    @property
    def _pattern(self) -> re.Pattern:
        suffixes = dict.fromkeys(suffix for names in self.suffixes.values() for suffix in names)
        return re.compile(SCAN.format("|".join(map(re.escape, suffixes))), re.IGNORECASE)

    def _paths(self, called: str, what: str, exact: bool) -> list[Path]:
        """Files that have any name of a sequence, each once."""
        alike: dict[str, list[str]] = {}
        for suffix in self.suffixes[what]:
            alike.setdefault(likeness(suffix), []).append(f"{called}_{suffix}.nii.gz")
        found: dict[Path, None] = {}
        for names in alike.values():
            # A name that is there as it is called is not looked for under one that differs a little.
            for name in [name for name in names if name in self.index] or names[:1]:
                known = FileIndex({name: self.index[name]} if name in self.index else {}) if exact else self.index
                path = unique_file(known, name)
                if path is not None:
                    found[path] = None
        return list(found)
