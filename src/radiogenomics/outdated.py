"""Results that are older than a file of the user's own: of commands that read what a run left, without Snakemake.

Snakemake keeps for each output what it was made from, and the parameters of its job; among these are the versions of
the user's own files (`own_files`). Nothing is said where a record is missing, or the files are, as on another machine.
"""

import ast
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path

from radiogenomics.files import read_json
from radiogenomics.own_files import RECORD, OwnFiles

SNAKEMAKE_RECORDS = Path(".snakemake", "metadata")
VERSIONS = re.compile(r"\['[0-9a-f]{16}'(, '[0-9a-f]{16}')*\]")
LONGEST_NAME = 254
"""Characters of a folder's name, below which Snakemake keeps what does not fit into one name."""


def changed_files(results: Iterable[str]) -> list[str]:
    """Files of the user's own that have changed since results, or what they are made from, were made; each once.

    Args:
        results: paths as the rules name them, below the current folder.
    """
    own = OwnFiles(RECORD)
    versions = dict.fromkeys(version for record in _records(results) for version in _versions(record))
    return list(dict.fromkeys(file for version in versions for file in own.changed_since(version)))


def _records(results: Iterable[str]) -> Iterator[dict]:
    """Snakemake's records of results and of all that they are made from, as far as there are any."""
    waiting, seen = list(results), set()
    while waiting:
        path = str(waiting.pop())
        if path in seen:
            continue
        seen.add(path)
        try:
            record = read_json(_record(path))
        except (OSError, json.JSONDecodeError):
            continue
        waiting += record.get("input") or []
        yield record


def _record(path: str) -> Path:
    """Where Snakemake keeps the record of an output."""
    name = urlsafe_b64encode(path.encode()).decode()
    parts = [name[begin : begin + LONGEST_NAME] for begin in range(0, len(name), LONGEST_NAME)]
    return SNAKEMAKE_RECORDS.joinpath(*(f"@{part}" for part in parts[:-1]), parts[-1])


def _versions(record: dict) -> Iterator[str]:
    """Versions among the parameters of a job, which are kept as Python writes them."""
    for parameter in record.get("params") or []:
        if VERSIONS.fullmatch(parameter):
            yield from ast.literal_eval(parameter)
