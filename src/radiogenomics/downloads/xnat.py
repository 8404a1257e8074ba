"""The Erasmus Glioma Database from its XNAT server, over XNAT's REST interface.

An account that has accepted the data licence is needed; the data may not be passed on. Names of lists, fields and
resources follow XNAT's documentation, the Python client xnatpy 0.8.1 and the archive's own egd-downloader 1.1
(resources `PROJECT_DATA`, `METADATA` and `NIFTI`; one experiment per subject; scan types T1, T1GD, T2, FLAIR and MASK).
Nothing was verified on the live server, which lets nobody in without an account: neither that it lists sizes and MD5
checksums, nor its spelling of scan ids and qualities, nor that it accepts ranges (without, a cut file begins anew).
"""

import logging
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from radiogenomics.downloads.catalogue import Part
from radiogenomics.downloads.checksums import ARCHIVE, Digest, FileRecord
from radiogenomics.downloads.http import fetch
from radiogenomics.downloads.http_faults import BY_HAND
from radiogenomics.downloads.known import known_checksums
from radiogenomics.downloads.xnat_session import Session, open_session
from radiogenomics.errors import InputError
from radiogenomics.files import write_table

logger = logging.getLogger(__name__)

SERVER = "https://xnat.health-ri.nl"
SCAN_TYPES = dict(T1="T1", T1GD="T1GD", T2="T2", FLAIR="FLAIR", automatic="MASK", corrected="MASK")
"""Type of the scan, as the archive calls it, by what a part provides."""
TABLES = "tables"
UNUSABLE = {"unusable", "unacceptable"}
"""Qualities by which XNAT says that a scan must not be used."""
SAFE_NAME = re.compile(r"\w[\w.+ -]*")
MD5 = re.compile(r"[0-9a-fA-F]{32}")


@dataclass(frozen=True)
class Scan:
    """A scan of the archive, where it lies on the server, and why it is not fetched (empty where it is)."""

    subject: str
    experiment: str
    scan: str
    type: str
    path: str
    reason: str

    @property
    def home(self) -> str:
        """Folder for its files; an id that holds the type already (`1_T1`) stays as it is."""
        name = self.scan if self.scan.endswith(self.type) else f"{self.scan}_{self.type}"
        return f"{self.experiment}/{name}/NIFTI"


def receive(part: Part, folder: Path) -> list[FileRecord]:
    """Fetch what a part provides of an XNAT project, every file verified against the archive's MD5 checksum.

    Images come to `<experiment>/<scan>_<type>/NIFTI/<name>` (`MR_EGD-0001/1_T1/NIFTI/T1.nii.gz`), a subject's
    `metadata.json` to its experiment's folder, the project's tables to `METADATA/`. Scans of a quality in `UNUSABLE`
    and scans without NIfTI files are not fetched; a warning and the table `<part>_left_out.csv` name them. What is
    there and right is not fetched again.

    Args:
        part: its location is the project, its provisions say which scans (`SCAN_TYPES`) and whether the tables.
        folder: where the files go.

    Raises:
        InputError: no credentials, or not accepted; the account may not read the project; a file stays wrong.
    """
    with open_session(SERVER) as session:
        project = _Project(session, part, folder)
        subjects = project.subjects()
        if TABLES in part.provides:
            project.fetch_tables()
        for number, subject in enumerate(subjects, start=1):
            logger.info("subject %s, %d of %d", subject, number, len(subjects))
            project.fetch_subject(subject)
    project.report()
    return project.records


@dataclass
class _Project:
    """A part of a project on its way here."""

    session: Session
    part: Part
    folder: Path
    records: list[FileRecord] = field(default_factory=list)
    left_out: list[Scan] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.path = f"/data/projects/{quote(self.part.location)}"
        self.types = {SCAN_TYPES[name] for name in self.part.provides if name in SCAN_TYPES}
        self.known = known_checksums(self.part, self.folder)

    def subjects(self) -> list[str]:
        """Labels of the project's subjects, in order."""
        refusal = (
            f"{self.session.host}: the account may not read project {self.part.location!r}; accept the data licence "
            f"and request access on {self.session.server}{self.path}"
        )
        path = f"{self.path}/subjects"
        rows = self.session.results(path, refusals=dict.fromkeys((403, 404), refusal))
        if not rows:
            raise InputError(refusal)
        return sorted(_name(row, "label", path) for row in rows)

    def fetch_tables(self) -> None:
        """Fetch the tables and masks that hold for all subjects."""
        resource = f"{self.path}/resources/PROJECT_DATA"
        if not self._fetch_all(resource, "METADATA"):
            raise InputError(f"{self.session.server}{resource}: no files in it; {BY_HAND}")

    def fetch_subject(self, subject: str) -> None:
        """Fetch what is wanted of a subject, and note the scans that are left out."""
        path = f"{self.path}/subjects/{quote(subject)}"
        for row in self.session.results(f"{path}/experiments"):
            experiment = _name(row, "label", path)
            if TABLES in self.part.provides:
                self._fetch_all(f"{path}/resources/METADATA", experiment)
            if self.types:
                self._fetch_scans(subject, experiment, f"{path}/experiments/{quote(experiment)}/scans")

    def _fetch_scans(self, subject: str, experiment: str, path: str) -> None:
        for row in self.session.results(path):
            name, series = _name(row, "ID", path), _name(row, "type", path)
            if series not in self.types:
                continue
            quality = str(row.get("quality", "")).strip().lower()
            reason = f"quality {quality}" if quality in UNUSABLE else ""
            scan = Scan(subject, experiment, name, series, f"{path}/{quote(name)}", reason)
            if scan.reason:
                self.left_out.append(scan)
            elif not self._fetch_all(f"{scan.path}/resources/NIFTI", scan.home):
                self.left_out.append(replace(scan, reason="no NIfTI files"))

    def _fetch_all(self, resource: str, home: str) -> int:
        """Fetch all files of one of XNAT's resources; how many. One that the server has not is one without files."""
        path = f"{resource}/files"
        rows = self.session.results(path)
        for row in rows:
            name = _name(row, "Name", path)
            size, md5 = str(row.get("Size", "")), str(row.get("digest", ""))
            listed = Digest("md5", md5.lower(), ARCHIVE) if MD5.fullmatch(md5) else None
            record = fetch(
                f"{self.session.server}{path}/{quote(name)}",
                self.folder / home / name,
                size=int(size) if size.isdigit() else None,
                digest=listed or self.known.get(f"{home}/{name}"),
                auth=self.session,
            )
            self.records.append(replace(record, file=f"{home}/{name}"))
        return len(rows)

    def report(self) -> None:
        """Name the scans that were left out, in a table and in the log."""
        columns = ["subject", "experiment", "scan", "type", "reason"]
        table = pd.DataFrame([vars(scan) for scan in self.left_out], columns=columns)
        write_table(table, self.folder / f"{self.part.name}_left_out.csv")
        if self.left_out:
            names = ", ".join(f"{scan.subject} {scan.type} ({scan.reason})" for scan in self.left_out)
            logger.warning("%d scan(s) are not fetched, as the archive says or has none: %s", len(self.left_out), names)


def _name(row: dict[str, str], field_name: str, path: str) -> str:
    """A name that the server gave, which becomes part of a path here."""
    name = str(row.get(field_name, ""))
    if not SAFE_NAME.fullmatch(name):
        raise InputError(f"{path}: {field_name} {name!r} cannot be the name of a file; ask the archive to correct it")
    return name
