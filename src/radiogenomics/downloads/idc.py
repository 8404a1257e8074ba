"""DICOM series of UPENN-GBM from the open bucket of the Imaging Data Commons (IDC). No credentials.

IDC publishes no checksums. What can be held against its index is: the number of files and bytes of every series. The
SHA-256 checksums found are written to `<patient>/<part>.sha256`, in the form that `sha256sum --check` reads, and
hold from the second time on. The client `idc-index` is not used, only its index and its transfer tool: it loads the
index of all collections into 2 GB of memory, and ends without an error where files are missing. The transfer was
verified against a server of the same protocol, not against the live bucket.
"""

import logging
import re
import time
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from radiogenomics.downloads import http
from radiogenomics.downloads.catalogue import Part
from radiogenomics.downloads.checksums import (
    FIRST_DOWNLOAD,
    Digest,
    FileRecord,
    has_digest,
    read_checksums,
    record_of,
    write_checksums,
)
from radiogenomics.downloads.disk import bytes_below
from radiogenomics.downloads.idc_series import extent, list_series
from radiogenomics.downloads.s5cmd import ENDPOINT, find_s5cmd, sync
from radiogenomics.errors import InputError

logger = logging.getLogger(__name__)

UNFINISHED = re.compile(r".*\.dcm\d+")


def receive(part: Part, folder: Path) -> list[FileRecord]:
    """Fetch the MR series of a collection, every series whole.

    Files come to `<patient>/<study>/MR_<series>/`, named as in the bucket. What is there, whole and as it was the first
    time is not fetched again.

    Args:
        part: its location is IDC's name of the collection (`upenn_gbm`), its provisions the modalities that are wanted,
            or none of them for all series (see `list_series`).
        folder: where the patients' folders go.

    Returns:
        One record per patient, of the list of the checksums of the patient's files.

    Raises:
        InputError: a package is missing; a patient's series stay incomplete.
    """
    find_s5cmd()
    series = list_series(part.location, part.provides)
    whole = extent(series)
    logger.info(
        "IDC index %s: %d patients, %d series, %d files, %d bytes",
        *(whole.release, whole.patients, whole.series, whole.files, whole.size),
    )
    records = []
    for number, (patient, rows) in enumerate(series.groupby("patient_id"), start=1):
        logger.info("%s, patient %d of %d", patient, number, whole.patients)
        records.append(_receive_patient(part, patient, rows, folder))
    return records


def _receive_patient(part: Part, patient: str, series: pd.DataFrame, folder: Path) -> FileRecord:
    home = folder / patient
    manifest = home / f"{part.name}.sha256"
    known = read_checksums(manifest, "sha256", FIRST_DOWNLOAD) if manifest.exists() else {}
    verified = _keep_verified(home, known)
    places = {row.source: home / row.study / f"MR_{row.series}" for row in series.itertuples()}
    _transfer(patient, home, places, series.set_index("source")[["files", "size"]])
    records = [
        _record(path, home, known, verified) for place in sorted(places.values()) for path in sorted(place.iterdir())
    ]
    write_checksums(records, manifest, FIRST_DOWNLOAD)
    bucket = series["source"].iloc[0].split("/")[2]
    return record_of(manifest, folder, f"{ENDPOINT}/{bucket}")


def _keep_verified(home: Path, known: dict[str, Digest]) -> dict[str, Digest]:
    """Checksums of the files that are as they were the first time; those that are not are removed."""
    verified = {}
    for name, digest in known.items():
        if has_digest(home / name, digest):
            verified[name] = digest
        elif (home / name).exists():
            logger.warning("%s: not what was downloaded the first time; fetching it again", home / name)
            (home / name).unlink()
    return verified


def _record(path: Path, home: Path, known: dict[str, Digest], verified: dict[str, Digest]) -> FileRecord:
    name = path.relative_to(home).as_posix()
    record = record_of(path, home, "", verified.get(name))
    if name in known and record.checksum != known[name].value:
        raise InputError(
            f"{path}: sha256 {record.checksum} where the first download had {known[name].value}; if the archive has "
            f"published a new version, remove {known[name].listed_in} and try again"
        )
    return record


def _transfer(patient: str, home: Path, places: dict[str, Path], expected: pd.DataFrame) -> None:
    """Copy until every series has its files and bytes; each attempt that brought something allows further ones."""
    furthest, failures, fault = -1, 0, ""
    _remove_unfinished(places.values())
    while missing := {source: place for source, place in places.items() if not _is_whole(place, *expected.loc[source])}:
        if failures == http.ATTEMPTS:
            wrong = f"files or bytes are not those of the index; remove {next(iter(missing.values()))} and try again"
            what = f"{fault}; check network, proxy and free space, and try again" if fault else wrong
            raise InputError(f"{patient}: {len(missing)} of {len(places)} DICOM series incomplete: {what}")
        if failures:
            time.sleep(http.PAUSE * 2 ** (failures - 1))
        home.mkdir(parents=True, exist_ok=True)
        fault = sync(missing, home)
        _remove_unfinished(missing.values())
        reached = bytes_below(home)
        failures = 1 if reached > furthest >= 0 else failures + 1
        furthest = max(furthest, reached)


def _remove_unfinished(places: Iterable[Path]) -> None:
    """Remove what a killed s5cmd leaves: it gives a file its name only when it is whole, and digits after it before."""
    for place in places:
        for path in place.glob("*"):
            if UNFINISHED.fullmatch(path.name):
                path.unlink()


def _is_whole(place: Path, files: int, size: int) -> bool:
    """Whether a series has as many files and bytes as the index says."""
    sizes = [path.stat().st_size for path in place.iterdir()] if place.is_dir() else []
    return len(sizes) == files and sum(sizes) == size
