"""Rows of a table of features that name two patients: in a second column of ids, or in names of files."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from radiogenomics.errors import InputError

MOST_OTHER_CELLS = 0.5
"""Share of a column's cells that may be ids of the table's patients by chance."""
FILE = re.compile(r".*[\\/].*|.*\.[a-z]{2,5}(\.gz)?", re.IGNORECASE)
"""A path, or the name of a file."""
LEAST_FILES = 0.5
"""Share of a column's cells that are files, at least, where it is not one of remarks."""
SHORTEST_ID, SHORTEST_NUMBER = 4, 5
"""Letters and digits of an id that a folder hardly has for another reason; of digits alone, five: `2019` is a year."""
MOST_NAMED = 0.5
"""Share of a column's files that name an id, beyond which that is a folder or a template of all."""
WORD = re.compile(r"[^\W_]+")

Words = tuple[str, ...]


def refuse_ids_of_others(table: pd.DataFrame, patient_column: str, path: Path) -> None:
    """Tables that were pasted side by side have a column of ids each; in another order, rows are of two patients.

    Raises:
        InputError: they are.
    """
    ids = table[patient_column]
    known = set(ids[~ids.str.fullmatch(r"[\d.]*")])
    for column in table.columns.drop(patient_column):
        others = table[column].isin(known) & (table[column] != ids)
        if table[column].isin(known).mean() > MOST_OTHER_CELLS and others.any():
            row = others.idxmax()
            raise InputError(
                f"{path}: in {others.sum()} of {len(table)} rows {patient_column!r} and {column!r} name two patients "
                f"(first: {ids[row]} and {table[column][row]}), as where tables were pasted side by side in another "
                "order; join them by the patients' ids"
            )


def refuse_files_of_others(table: pd.DataFrame, patient_column: str, path: Path) -> None:
    """Files that a row was computed from, by its columns of paths, are not those of another row's patient.

    An id counts as whole words between signs, whatever the signs are. A row whose file names its own patient too, or an
    id that is a part of the other, is left alone.

    Raises:
        InputError: the files of a row name another patient of the table, and not its own.
    """
    ids = table[patient_column]
    known = {words: identifier for identifier in ids if _is_telling(words := _words(identifier))}
    for column in table.columns.drop(patient_column):
        files = table[column][table[column] != ""]
        if files.empty or files.str.fullmatch(FILE).mean() < LEAST_FILES:
            continue
        other = _named_others(files, ids, known)
        if other:
            row, identifier = next(iter(other.items()))
            raise InputError(
                f"{path}: in {len(other)} of {len(table)} rows the file in {column!r} is of another patient than "
                f"{patient_column!r} says (first: {ids[row]} has {files[row]}, of {identifier}), as where ids were "
                f"moved by a row; correct {patient_column!r}, or remove {column!r} if its files have old names"
            )


def _named_others(files: pd.Series, ids: pd.Series, known: Mapping[Words, str]) -> dict[int, str]:
    """The other patient whom each row's file names and whose row does not, by row."""
    named = {row: _ids_in(file, known) for row, file in files.items()}
    of_all = _in_most(named.values())
    found = {}
    for row, several in named.items():
        own = _words(ids[row])
        others = [words for words in several if words not in of_all]
        # GB-007 may be GB007; whether they are two patients, others ask.
        is_own = _is_part(own, _words(files[row])) or any(
            _is_part(words, own) or "".join(words) == "".join(own) for words in several
        )
        if others and not is_own:
            found[row] = known[others[0]]
    return found


def _words(text: str) -> Words:
    return tuple(WORD.findall(text.casefold()))


def _is_telling(words: Words) -> bool:
    """Whether words are an id that nothing else is called by chance."""
    letters = "".join(words)
    return len(letters) >= (SHORTEST_NUMBER if letters.isdigit() else SHORTEST_ID) and any(map(str.isdigit, letters))


def _ids_in(file: str, known: Mapping[Words, str]) -> list[Words]:
    """Ids that the name of a file holds, as their words, in the order of the name."""
    words, lengths = _words(file), sorted({len(own) for own in known}, reverse=True)
    parts = (words[start : start + length] for length in lengths for start in range(len(words) - length + 1))
    return [part for part in dict.fromkeys(parts) if part in known]


def _in_most(named: Iterable[list[Words]]) -> set[Words]:
    """Ids that are in the names of most files."""
    found = list(named)
    counts = pd.Series([words for some in found for words in some], dtype=object).value_counts()
    return set(counts.index[counts > MOST_NAMED * len(found)])


def _is_part(one: Words, other: Words) -> bool:
    return any(other[start : start + len(one)] == one for start in range(len(other) - len(one) + 1))
