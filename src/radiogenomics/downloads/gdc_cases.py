"""What the Genomic Data Commons (GDC) knows besides its files: barcodes of aliquots, and outcomes of treatments.

Open access, over the same interface as `gdc`; nothing was verified on the live server.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from radiogenomics.downloads import gdc
from radiogenomics.downloads.api import ask, json_of
from radiogenomics.downloads.http_faults import BY_HAND
from radiogenomics.errors import InputError
from radiogenomics.files import write_table

ALIQUOT_TABLE = "gdc_aliquots.csv"
TREATMENT_TABLE = "gdc_treatments.csv"
ALIQUOT_COLUMNS = ["file_id", "aliquot_id"]
TREATMENT_COLUMNS = [
    "case_id",
    "treatment_type",
    "treatment_or_therapy",
    "days_to_treatment_start",
    "treatment_outcome",
]
ALIQUOT_FIELD = "cases.samples.portions.analytes.aliquots.submitter_id"
TREATMENT_FIELDS = ["submitter_id", *(f"diagnoses.treatments.{column}" for column in TREATMENT_COLUMNS[1:])]


def list_aliquots(projects: list[str]) -> pd.DataFrame:
    """Barcode of the aliquot of each file of STAR gene counts: file_id, aliquot_id, sorted by file.

    A file of several aliquots has no row: nothing of it can be told apart by them.

    Raises:
        InputError: the server does not answer, or an entry is not as documented.
    """
    wanted = {
        "cases.project.project_id": projects,
        "data_type": ["Gene Expression Quantification"],
        "analysis.workflow_type": ["STAR - Counts"],
        "access": ["open"],
    }
    hits = _hits("files", wanted, ["file_id", ALIQUOT_FIELD], "file_id")
    rows = [row for hit in hits for row in _read(hit, _aliquots)]
    return pd.DataFrame(rows, columns=ALIQUOT_COLUMNS).sort_values(ALIQUOT_COLUMNS, ignore_index=True)


def list_treatments(projects: list[str]) -> pd.DataFrame:
    """Treatments of every case, one per row: case_id, type, whether given, days to its start, outcome (all text).

    Cases without treatments have no row. Cells that GDC does not have are empty.

    Raises:
        InputError: the server does not answer, or an entry is not as documented.
    """
    hits = _hits("cases", {"project.project_id": projects}, TREATMENT_FIELDS, "submitter_id")
    rows = [row for hit in hits for row in _read(hit, _treatments)]
    table = pd.DataFrame(rows, columns=TREATMENT_COLUMNS)
    return table.sort_values(TREATMENT_COLUMNS, kind="stable", ignore_index=True)


def write_cases(projects: list[str], folder: Path) -> None:
    """Write both tables, `gdc_aliquots.csv` and `gdc_treatments.csv`, next to the list of files.

    Raises:
        InputError: as of `list_aliquots` and `list_treatments`.
    """
    write_table(list_aliquots(projects), folder / ALIQUOT_TABLE)
    write_table(list_treatments(projects), folder / TREATMENT_TABLE)


def _hits(endpoint: str, wanted: dict[str, list[str]], fields: list[str], key: str) -> list[dict]:
    """All entries, asked for page by page."""
    content = [{"op": "in", "content": {"field": field, "value": values}} for field, values in wanted.items()]
    query = {"filters": {"op": "and", "content": content}, "fields": ",".join(fields), "format": "JSON"}
    hits: list[dict] = []
    while True:
        page = {"size": gdc.PAGE, "from": len(hits), "sort": key}
        answer = json_of(ask("POST", f"{gdc.SERVER}/{endpoint}", json=query | page))
        try:
            found, total = list(answer["data"]["hits"]), int(answer["data"]["pagination"]["total"])
        except (KeyError, TypeError, ValueError):
            raise InputError(
                f"{gdc.SERVER}/{endpoint}: the answer is not a list of GDC; its interface may have changed: {BY_HAND}"
            ) from None
        hits += found
        if len(hits) >= total or not found:
            return hits


def _read(hit: dict, rows_of: Callable[[dict], list]) -> list:
    try:
        return rows_of(hit)
    except (KeyError, TypeError, AttributeError):
        raise InputError(
            f"{gdc.SERVER}: an entry is not as documented: {json.dumps(hit)[:200]}; look whether GDC's interface has "
            "changed"
        ) from None


def _aliquots(hit: dict) -> list[tuple[str, str]]:
    aliquots = [
        aliquot["submitter_id"]
        for case in hit["cases"]
        for sample in case["samples"]
        for portion in sample["portions"]
        for analyte in portion["analytes"]
        for aliquot in analyte["aliquots"]
    ]
    return [(hit["file_id"], aliquots[0])] if len(aliquots) == 1 else []


def _treatments(hit: dict) -> list[list[str]]:
    return [
        [hit["submitter_id"], *("" if treatment.get(c) is None else str(treatment[c]) for c in TREATMENT_COLUMNS[1:])]
        for diagnosis in hit.get("diagnoses", [])
        for treatment in diagnosis.get("treatments", [])
    ]
