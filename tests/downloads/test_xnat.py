"""A server on the loopback interface plays XNAT: its lists, sessions and faults. The real one needs an account."""

import base64
import gzip
import hashlib
import json
import logging
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pandas as pd
import pytest

from radiogenomics.downloads import xnat
from radiogenomics.downloads.catalogue import Part, parts_needed
from radiogenomics.downloads.checksums import FileRecord
from radiogenomics.downloads.http import ATTEMPTS
from radiogenomics.downloads.known import remember_first_downloads
from radiogenomics.errors import InputError

USER, PASSWORD = "me", "pa55-w0rd"
SUBJECTS = "/data/projects/egd/subjects"
T1 = "MR_EGD-0001/1_T1/NIFTI/T1.nii.gz"


def image(name: str) -> bytes:
    return gzip.compress(name.encode() * 5000, mtime=0)


class XnatServer(ThreadingHTTPServer):
    """A project of some subjects.

    `faults` holds faults by path, one per request: a status, `cut`, `wrong` (bytes), `expire` (the session is forgotten
    before the request) or `html` (a page in place of the answer).
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), XnatHandler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.sessions: set[str] = set()
        self.logins = 0
        self.readers = {USER}
        self.faults: dict[str, list] = {}
        self.requests: list[tuple[str, str]] = []
        self.login_page = False
        self.digests = True
        self.lists: dict[str, list[dict]] = {}
        self.files: dict[str, bytes] = {}
        self.add_files("/data/projects/egd/resources/PROJECT_DATA", "Clinical_data.xlsx", "Brain_mask.nii.gz")
        self.lists[SUBJECTS] = []
        for subject in ("EGD-0002", "EGD-0001"):
            self.add_subject(subject)

    def add_subject(self, subject: str) -> None:
        self.lists[SUBJECTS].append({"ID": f"X_{subject}", "label": subject})
        path = f"{SUBJECTS}/{subject}"
        self.add_files(f"{path}/resources/METADATA", "metadata.json")
        self.lists[f"{path}/experiments"] = [{"ID": f"E_{subject}", "label": f"MR_{subject}"}]
        scans = self.lists[f"{path}/experiments/MR_{subject}/scans"] = []
        for number, kind in enumerate(["T1", "T1GD", "T2", "FLAIR", "MASK"], start=1):
            scans.append({"ID": str(number), "type": kind, "quality": "usable"})
            self.add_files(f"{path}/experiments/MR_{subject}/scans/{number}/resources/NIFTI", f"{kind}.nii.gz")

    def add_files(self, resource: str, *names: str) -> None:
        self.lists[f"{resource}/files"] = [{"Name": name} for name in names]
        for name in names:
            self.files[f"{resource}/files/{name}"] = image(f"{resource}/{name}")

    def scan(self, subject: str, kind: str) -> dict:
        (found,) = [
            row for row in self.lists[f"{SUBJECTS}/{subject}/experiments/MR_{subject}/scans"] if row["type"] == kind
        ]
        return found

    def fetched(self) -> list[str]:
        return [path.rpartition("/")[2] for method, path in self.requests if path in self.files]


class XnatHandler(BaseHTTPRequestHandler):
    def do_POST(self):  # http.server's name
        self._note()
        if self.headers["Authorization"] != "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode():
            return self._answer(401)
        self.server.logins += 1
        token = f"{self.server.logins:032X}"
        self.server.sessions.add(token)
        return self._answer(200, token.encode())

    def do_DELETE(self):  # http.server's name
        self._note()
        self.server.sessions.discard(self._token())
        self._answer(200)

    def do_GET(self):  # http.server's name
        path = self._note()
        if path.endswith("Login.vm"):
            return self._answer(200, b"<html>log in</html>", kind="text/html")
        waiting = self.server.faults.get(path)
        fault = waiting.pop(0) if waiting else None
        if fault == "expire":
            self.server.sessions.clear()
        if self._token() not in self.server.sessions:
            return self._redirect() if self.server.login_page else self._answer(401)
        if fault == "html":
            return self._answer(200, b"<html>at work</html>", kind="text/html")
        if isinstance(fault, int):
            return self._answer(fault)
        if USER not in self.server.readers:
            return self._answer(404)
        if path in self.server.files:
            return self._send_file(self.server.files[path], fault)
        if path not in self.server.lists:
            return self._answer(404)
        rows = [self._described(path, row) for row in self.server.lists[path]]
        return self._answer(200, json.dumps({"ResultSet": {"Result": rows, "totalRecords": len(rows)}}).encode())

    def _described(self, path: str, row: dict) -> dict:
        """Row of a file with its size and, where the server computes them, its MD5, as XNAT gives them: as text."""
        body = self.server.files.get(f"{path}/{row.get('Name')}")
        if body is None:
            return row
        digest = hashlib.md5(body).hexdigest() if self.server.digests else ""
        return {"Size": str(len(body)), "digest": digest, "collection": "NIFTI"} | row

    def _send_file(self, body: bytes, fault: str | None) -> None:
        body = bytes(255 - byte for byte in body) if fault == "wrong" else body
        start = int(self.headers["Range"][len("bytes=") : -1]) if self.headers["Range"] else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        self.wfile.write(body[start : len(body) // 2 if fault == "cut" else None])

    def _note(self) -> str:
        path = unquote(self.path.partition("?")[0])
        self.server.requests.append((self.command, path))
        assert PASSWORD not in self.path
        return path

    def _token(self) -> str:
        return (self.headers["Cookie"] or "").removeprefix("JSESSIONID=")

    def _redirect(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/app/template/Login.vm")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, body: bytes = b"", kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch, tmp_path, serve):
    server = XnatServer()
    monkeypatch.setattr(xnat, "SERVER", server.url)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NETRC", raising=False)
    monkeypatch.setenv("XNATPY_USER", USER)
    monkeypatch.setenv("XNATPY_PASS", PASSWORD)
    with serve(server):
        yield server
    assert not server.sessions, "a session was left open"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "egd"


@pytest.fixture
def receive(server, folder, caplog):
    """Function that fetches what is named; no secret may be in the log."""

    def run(*provides: str) -> list[FileRecord]:
        with caplog.at_level(logging.DEBUG):
            records = xnat.receive(part(*provides), folder)
        assert PASSWORD not in caplog.text and "JSESSIONID" not in caplog.text
        return records

    return run


def part(*provides: str) -> Part:
    return Part("egd", "part", provides, "xnat", "egd", None, None, "licence", "")


def refusal(receive, *provides) -> str:
    with pytest.raises(InputError) as error:
        receive(*provides)
    message = str(error.value)
    assert "\n" not in message and PASSWORD not in message
    return message


def nifti_path(subject: str, number: int) -> str:
    kind = ["T1", "T1GD", "T2", "FLAIR", "MASK"][number - 1]
    return f"{SUBJECTS}/{subject}/experiments/MR_{subject}/scans/{number}/resources/NIFTI/files/{kind}.nii.gz"


def test_everything_comes_into_the_layout_of_the_archive(server, receive, folder):
    records = receive("tables", "T1", "T1GD", "T2", "FLAIR", "automatic")
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    images = {f"MR_EGD-000{n}/{scan}" for n in (1, 2) for scan in
              ("1_T1/NIFTI/T1.nii.gz", "2_T1GD/NIFTI/T1GD.nii.gz", "3_T2/NIFTI/T2.nii.gz",
               "4_FLAIR/NIFTI/FLAIR.nii.gz", "5_MASK/NIFTI/MASK.nii.gz", "metadata.json")}  # fmt: skip
    tables = {"METADATA/Clinical_data.xlsx", "METADATA/Brain_mask.nii.gz"}
    assert found == images | tables | {"part_left_out.csv"}
    assert {record.file for record in records} == images | tables
    (record,) = [record for record in records if record.file == T1]
    body = server.files[nifti_path("EGD-0001", 1)]
    assert record == FileRecord(
        *(T1, len(body), "md5", hashlib.md5(body).hexdigest(), "archive"), f"{server.url}{nifti_path('EGD-0001', 1)}"
    )
    assert (folder / T1).read_bytes() == body
    assert server.logins == 1 and server.requests[-1] == ("DELETE", "/data/JSESSION")


def test_only_what_is_wanted_is_fetched(server, receive):
    assert {record.file for record in receive("FLAIR")} == {
        "MR_EGD-0001/4_FLAIR/NIFTI/FLAIR.nii.gz",
        "MR_EGD-0002/4_FLAIR/NIFTI/FLAIR.nii.gz",
    }
    assert server.fetched() == ["FLAIR.nii.gz"] * 2


def test_the_parts_of_the_catalogue_are_understood(server, folder):
    fetched = [record.file for row in parts_needed("egd", ["everything"]) for record in xnat.receive(row, folder)]
    assert len(fetched) == len(set(fetched)) == 2 * 6 + 2
    assert len(list(folder.glob("*_left_out.csv"))) == 6


def test_scan_ids_that_hold_the_type_stay_as_they_are(server, receive):
    scan = server.scan("EGD-0001", "T1")
    path = f"{SUBJECTS}/EGD-0001/experiments/MR_EGD-0001/scans"
    server.add_files(f"{path}/1_T1/resources/NIFTI", "T1.nii.gz")
    scan["ID"] = "1_T1"
    assert T1 in {record.file for record in receive("T1")}


def test_what_is_there_and_right_is_not_fetched_again(server, receive):
    first = receive("T1")
    server.requests.clear()
    assert receive("T1") == first
    assert server.fetched() == []


def test_a_changed_file_is_fetched_again(server, receive, folder):
    receive("T1")
    body = (folder / T1).read_bytes()
    (folder / T1).write_bytes(body[:-1] + b"x")
    server.requests.clear()
    receive("T1")
    assert (folder / T1).read_bytes() == body and server.fetched() == ["T1.nii.gz"]


@pytest.mark.parametrize("quality", ["unusable", "Unacceptable"])
def test_unusable_scans_are_left_out_and_reported(quality, server, receive, folder, caplog):
    server.scan("EGD-0002", "T1")["quality"] = quality
    server.scan("EGD-0001", "FLAIR")["quality"] = quality
    assert [record.file for record in receive("T1")] == [T1]
    (row,) = pd.read_csv(folder / "part_left_out.csv").to_dict("records")
    assert row["subject"] == "EGD-0002" and row["type"] == "T1" and row["reason"] == f"quality {quality.lower()}"
    assert "EGD-0002 T1" in caplog.text and "EGD-0001 FLAIR" not in caplog.text


@pytest.mark.parametrize("answer", ["not there", "empty"])
def test_a_scan_without_images_is_reported(answer, server, receive, folder):
    path = f"{nifti_path('EGD-0001', 1).rpartition('/')[0]}"
    server.lists.pop(path) if answer == "not there" else server.lists[path].clear()
    receive("T1")
    (row,) = pd.read_csv(folder / "part_left_out.csv").to_dict("records")
    assert row["subject"] == "EGD-0001" and row["reason"] == "no NIfTI files"


def test_a_project_without_tables_is_refused(server, receive):
    server.lists["/data/projects/egd/resources/PROJECT_DATA/files"] = []
    assert "PROJECT_DATA: no files in it" in refusal(receive, "tables")


@pytest.mark.parametrize("login_page", [False, True])
def test_an_expired_session_is_renewed(login_page, server, receive, folder):
    server.login_page = login_page
    server.faults = {f"{SUBJECTS}/EGD-0002/experiments": ["expire"], nifti_path("EGD-0001", 1): ["expire"]}
    receive("T1")
    assert server.logins == 3
    assert (folder / T1).read_bytes() == server.files[nifti_path("EGD-0001", 1)]


def test_f21_a_cut_file_is_resumed(server, receive, folder):
    server.faults = {nifti_path("EGD-0001", 1): ["cut"]}
    receive("T1")
    assert (folder / T1).read_bytes() == server.files[nifti_path("EGD-0001", 1)]
    assert server.fetched().count("T1.nii.gz") == 3


def test_f22_a_broken_server_is_asked_again(server, receive):
    server.faults = {SUBJECTS: [500, 503], nifti_path("EGD-0001", 1): [503]}
    assert len(receive("T1")) == 2


def test_f23_a_file_with_a_wrong_checksum_is_fetched_again_then_named(server, receive, folder):
    server.faults = {nifti_path("EGD-0002", 1): ["wrong"] * ATTEMPTS}
    message = refusal(receive, "T1")
    assert message.startswith(f"{server.url}{nifti_path('EGD-0002', 1)}: md5 ")
    assert (folder / T1).exists() and not (folder / T1.replace("0001", "0002")).exists()
    assert len(receive("T1")) == 2


def test_f23_without_checksums_the_size_still_counts(server, receive):
    server.digests = False
    assert {(record.algorithm, record.origin) for record in receive("T1")} == {("sha256", "first download")}
    server.lists[nifti_path("EGD-0001", 2).rpartition("/")[0]][0]["Size"] = "12345"
    assert "12345 were expected" in refusal(receive, "T1GD")


def test_f23_without_checksums_that_of_the_first_download_counts(server, receive, folder):
    server.digests = False
    remember_first_downloads(part("T1"), folder, receive("T1"))
    body = (folder / T1).read_bytes()
    (folder / T1).write_bytes(body[:-1] + b"x")
    receive("T1")
    assert (folder / T1).read_bytes() == body


@pytest.mark.parametrize("fault", [403, 404, "empty"])
def test_b33_an_account_that_may_not_read_the_project_is_told_where_to_ask(fault, server, receive):
    if fault == "empty":
        server.lists[SUBJECTS].clear()
    server.faults = {SUBJECTS: [fault]}
    message = refusal(receive, "T1")
    assert "the account may not read project 'egd'" in message and "licence" in message


@pytest.mark.parametrize("name", ["../../evil.nii.gz", "/etc/evil", ".hidden", ""])
def test_a_name_that_leads_out_of_the_folder_is_refused(name, server, receive, folder):
    server.lists[nifti_path("EGD-0001", 1).rpartition("/")[0]] = [{"Name": name}]
    assert f"Name {name!r} cannot be the name of a file" in refusal(receive, "T1")
    assert not list(folder.rglob("*.gz"))
