"""Gene expression of TCGA from the Genomic Data Commons (GDC), over its REST interface.

Open access: no credentials. The addresses, the filters and the answer's form follow GDC's user guide
(https://docs.gdc.cancer.gov/API/Users_Guide/); nothing was verified on the live server. The set of files changes from
one GDC data release to the next: the release is written for each file in `gdc_files.csv`.
"""

import json
import logging
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from radiogenomics.downloads.api import ask, json_of
from radiogenomics.downloads.catalogue import Part
from radiogenomics.downloads.checksums import ARCHIVE, Digest, FileRecord
from radiogenomics.downloads.http import fetch
from radiogenomics.downloads.http_faults import BY_HAND
from radiogenomics.errors import InputError
from radiogenomics.files import read_table, write_table

logger = logging.getLogger(__name__)

SERVER = "https://api.gdc.cancer.gov"
PAGE = 2000
"""Files asked for at once."""
FILE_TABLE = "gdc_files.csv"
COLUMNS = ["file_id", "file_name", "md5", "size", "case_id", "sample_id", "sample_type", "data_release"]
FIELDS = [
    *("file_id", "file_name", "md5sum", "file_size"),
    *("cases.submitter_id", "cases.samples.submitter_id", "cases.samples.sample_type"),
]
SAFE_NAME = re.compile(r"\w[\w.+ -]*")


def receive(part: Part, folder: Path) -> list[FileRecord]:
    """Fetch the STAR gene counts of GDC projects, every file verified against GDC's MD5 checksum.

    Files come to `<file_id>/<file_name>`, as GDC's own client puts them, and the list of them to `gdc_files.csv`. What
    is there and right is not fetched again; a change of the data release since the last list is reported.

    Args:
        part: its location names the projects, with spaces between (`TCGA-GBM TCGA-LGG`).
        folder: where the files go.

    Raises:
        InputError: the server does not answer or has no such files, or a file stays wrong.
    """
    files = list_expression_files(part.location.split())
    _report_release(files, folder / FILE_TABLE)
    write_table(files, folder / FILE_TABLE)
    records = []
    for number, file in enumerate(files.itertuples(), start=1):
        logger.info("file %d of %d: %s", number, len(files), file.file_name)
        home, digest = f"{file.file_id}/{file.file_name}", Digest("md5", file.md5, ARCHIVE)
        record = fetch(f"{SERVER}/data/{file.file_id}", folder / home, size=int(file.size), digest=digest)
        records.append(replace(record, file=home))
    return records


def list_expression_files(projects: list[str]) -> pd.DataFrame:
    """Open STAR gene counts of some GDC projects, one row per file, sorted by sample.

    Columns: file_id, file_name, md5, size (bytes), case_id (`TCGA-06-0125`), sample_id (`TCGA-06-0125-01A`),
    sample_type (`Primary Tumor` …), data_release (GDC's name of it).

    Raises:
        InputError: the server does not answer, or has no such files; an entry is not as documented.
    """
    release = str(json_of(ask("GET", f"{SERVER}/status")).get("data_release", ""))
    hits: list[dict] = []
    while True:
        page, total = _page(projects, len(hits))
        hits += page
        if len(hits) >= total or not page:
            break
    if not hits or len(hits) != total:
        raise InputError(
            f"{SERVER}/files: {len(hits)} of {total} file(s) listed for {', '.join(projects)}; check the names of the "
            "projects, and try again later"
        )
    rows = [_row(hit, release) for hit in hits]
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(["sample_id", "file_id"], ignore_index=True)


def _page(projects: list[str], start: int) -> tuple[list[dict], int]:
    """Some files from number `start` on, and how many there are in all."""
    wanted = {
        "cases.project.project_id": projects,
        "data_type": ["Gene Expression Quantification"],
        "analysis.workflow_type": ["STAR - Counts"],
        "access": ["open"],
    }
    content = [{"op": "in", "content": {"field": field, "value": values}} for field, values in wanted.items()]
    query = {"filters": {"op": "and", "content": content}, "fields": ",".join(FIELDS), "format": "JSON"}
    answer = json_of(ask("POST", f"{SERVER}/files", json=query | {"size": PAGE, "from": start, "sort": "file_id"}))
    try:
        return list(answer["data"]["hits"]), int(answer["data"]["pagination"]["total"])
    except (KeyError, TypeError, ValueError):
        raise InputError(
            f"{SERVER}/files: the answer is not a list of GDC; its interface may have changed: {BY_HAND}"
        ) from None


def _row(hit: dict, release: str) -> dict[str, object]:
    """Row of a file, which must belong to one sample of one case: two would make its expression nobody's."""
    try:
        (case,) = hit["cases"]
        (sample,) = case["samples"]
        row = {
            "file_id": hit["file_id"],
            "file_name": hit["file_name"],
            "md5": hit["md5sum"].lower(),
            "size": int(hit["file_size"]),
            "case_id": case["submitter_id"],
            "sample_id": sample["submitter_id"],
            "sample_type": sample["sample_type"],
            "data_release": release,
        }
        if not (SAFE_NAME.fullmatch(row["file_id"]) and SAFE_NAME.fullmatch(row["file_name"])):
            raise ValueError
        return row
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InputError(
            f"{SERVER}/files: an entry is not one file of one sample of one case: {json.dumps(hit)[:200]}; "
            "look whether GDC's interface has changed"
        ) from None


def _report_release(files: pd.DataFrame, table: Path) -> None:
    """Warn where an earlier list is of another data release: its files stay, but are not all in the new list."""
    if not table.exists():
        return
    before = read_table(table, COLUMNS, dtype=str, keep_default_na=False)
    old, new = set(before["data_release"]), set(files["data_release"])
    if old != new:
        gone = len(set(before["file_id"]) - set(files["file_id"]))
        logger.warning(
            "%s: of %s, now %s; %d of its files are no longer listed and stay in the folder",
            *(table, ", ".join(sorted(old)), ", ".join(sorted(new)), gone),
        )
