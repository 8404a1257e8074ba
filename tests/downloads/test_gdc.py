"""A server on the loopback interface plays the Genomic Data Commons: its status, its list of files, and the files."""

import hashlib
import json
import logging
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest

from radiogenomics.downloads import gdc
from radiogenomics.downloads.catalogue import read_part
from radiogenomics.downloads.checksums import FileRecord
from radiogenomics.downloads.http import ATTEMPTS
from radiogenomics.errors import InputError

STAR_COUNTS = "979a75fb-49bd-48e4-b7b1-1391a67726cb.rna_seq.augmented_star_gene_counts.tsv"


class GdcServer(ThreadingHTTPServer):
    """Lists `hits` as the user guide says; faults by path, one per request: a status, `cut` or `wrong` (bytes)."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), GdcHandler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.release = "Data Release 45.0 - December 04, 2025"
        self.hits: list[dict] = []
        self.bodies: dict[str, bytes] = {}
        self.faults: dict[str, list] = {}
        self.requests: list[str] = []
        self.questions: list[dict] = []
        for number in (3, 1, 2):
            self.add(f"uuid-{number}", f"TCGA-06-000{number}", f"counts of {number}\n".encode() * 4000)

    def add(self, file_id: str, case: str, body: bytes, name: str = "") -> None:
        self.bodies[f"/data/{file_id}"] = body
        sample = {"submitter_id": f"{case}-01A", "sample_type": "Primary Tumor"}
        self.hits.append(
            {
                "id": file_id,
                "file_id": file_id,
                "file_name": name or f"{file_id}.rna_seq.augmented_star_gene_counts.tsv",
                "md5sum": hashlib.md5(body).hexdigest(),
                "file_size": len(body),
                "cases": [{"submitter_id": case, "samples": [sample]}],
            }
        )


class GdcHandler(BaseHTTPRequestHandler):
    def do_POST(self):  # http.server's name
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.questions.append(question)
        first = question["from"]
        hits = self.server.hits[first : first + question["size"]]
        pagination = {"total": len(self.server.hits), "from": first, "count": len(hits)}
        self._answer({"data": {"hits": hits, "pagination": pagination}, "warnings": {}})

    def do_GET(self):  # http.server's name
        self.server.requests.append(self.path)
        waiting = self.server.faults.get(self.path)
        fault = waiting.pop(0) if waiting else None
        if isinstance(fault, int):
            self._send(fault, b"")
        elif self.path == "/status":
            self._answer({"status": "OK", "tag": "7.0", "data_release": self.server.release})
        elif self.path in self.server.bodies:
            self._send_file(self.server.bodies[self.path], fault)
        else:
            self._send(404, b"")

    def _send_file(self, body: bytes, fault: str | None) -> None:
        body = bytes(255 - byte for byte in body) if fault == "wrong" else body
        start = int(self.headers["Range"][len("bytes=") : -1]) if self.headers["Range"] else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        self.wfile.write(body[start : len(body) // 2 if fault == "cut" else None])

    def _answer(self, value: dict) -> None:
        self._send(200, json.dumps(value).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch, serve):
    server = GdcServer()
    monkeypatch.setattr(gdc, "SERVER", server.url)
    with serve(server):
        yield server


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "tcga"


@pytest.fixture
def receive(server, folder):
    def run() -> list[FileRecord]:
        return gdc.receive(read_part("tcga", "expression"), folder)

    return run


def refusal(function, *arguments) -> str:
    with pytest.raises(InputError) as error:
        function(*arguments)
    assert "\n" not in str(error.value)
    return str(error.value)


def path_of(number: int) -> str:
    return f"uuid-{number}/uuid-{number}.rna_seq.augmented_star_gene_counts.tsv"


def test_files_are_listed_with_sample_and_release(server, monkeypatch):
    monkeypatch.setattr(gdc, "PAGE", 2)
    files = gdc.list_expression_files(["TCGA-GBM"])
    assert list(files.columns) == gdc.COLUMNS
    assert list(files["case_id"]) == ["TCGA-06-0001", "TCGA-06-0002", "TCGA-06-0003"]
    assert set(files["data_release"]) == {server.release} and set(files["sample_type"]) == {"Primary Tumor"}
    assert [question["from"] for question in server.questions] == [0, 2]


def test_open_star_counts_of_the_projects_are_asked_for(server):
    gdc.list_expression_files(["TCGA-GBM", "TCGA-LGG"])
    (question,) = server.questions
    asked = {part["content"]["field"]: part["content"]["value"] for part in question["filters"]["content"]}
    assert question["filters"]["op"] == "and" and asked == {
        "cases.project.project_id": ["TCGA-GBM", "TCGA-LGG"],
        "data_type": ["Gene Expression Quantification"],
        "analysis.workflow_type": ["STAR - Counts"],
        "access": ["open"],
    }
    assert {"md5sum", "file_size", "file_name", "file_id", "cases.submitter_id"} <= set(question["fields"].split(","))


def test_every_file_is_fetched_verified_and_listed(server, receive, folder):
    records = receive()
    body = server.bodies["/data/uuid-1"]
    assert records[0] == FileRecord(
        path_of(1), len(body), "md5", hashlib.md5(body).hexdigest(), "archive", f"{server.url}/data/uuid-1"
    )
    assert [(folder / path_of(n)).read_bytes() for n in (1, 2, 3)] == [
        server.bodies[f"/data/uuid-{n}"] for n in (1, 2, 3)
    ]
    table = pd.read_csv(folder / "gdc_files.csv")
    assert list(table["md5"]) == [record.checksum for record in records]
    assert list(table["size"]) == [record.size for record in records]


def test_a_file_of_gene_counts_as_large_as_real_ones_comes_whole(server, receive, folder):
    rows = [f"ENSG{gene:011d}.1\tGENE{gene}\tprotein_coding\t{gene % 977}\t{gene}\t0" for gene in range(90_000)]
    body = "\n".join(["# gene-model: GENCODE v36", "gene_id\tgene_name\tgene_type\tunstranded\tx\ty", *rows]).encode()
    assert len(body) > 4_000_000
    server.hits.clear()
    server.add("979a75fb-49bd-48e4-b7b1-1391a67726cb", "TCGA-06-0125", body, STAR_COUNTS)
    (record,) = receive()
    table = pd.read_csv(folder / record.file, sep="\t", comment="#")
    assert (folder / record.file).read_bytes() == body
    assert list(table.columns[:4]) == ["gene_id", "gene_name", "gene_type", "unstranded"]


def test_what_is_there_and_right_is_not_fetched_again(server, receive):
    first = receive()
    server.requests.clear()
    assert receive() == first and server.requests == ["/status"]


def test_another_data_release_is_reported(server, receive, caplog):
    receive()
    server.release = "Data Release 46.0"
    server.hits.pop()
    with caplog.at_level(logging.WARNING):
        assert len(receive()) == 2
    assert "45.0" in caplog.text and "now Data Release 46.0; 1 of its files" in caplog.text


def test_f21_a_cut_file_is_resumed_by_a_later_call(server, receive, folder):
    server.faults = {"/data/uuid-2": ["cut", *[404] * ATTEMPTS]}
    assert "uuid-2" in refusal(receive)
    assert (folder / path_of(1)).exists() and not (folder / path_of(2)).exists()
    server.faults.clear()
    assert len(receive()) == 3 and (folder / path_of(2)).read_bytes() == server.bodies["/data/uuid-2"]


def test_f22_a_broken_server_is_asked_again(server, receive):
    server.faults = {"/status": [503, 500], "/data/uuid-1": [500, 503]}
    assert len(receive()) == 3


def test_f23_a_file_with_a_wrong_checksum_is_fetched_again_then_named(server, receive, folder):
    server.faults = {"/data/uuid-1": ["wrong"]}
    assert len(receive()) == 3
    (folder / path_of(1)).unlink()
    server.faults = {"/data/uuid-1": ["wrong"] * ATTEMPTS}
    assert refusal(receive).startswith(f"{server.url}/data/uuid-1: md5 ")
    assert not (folder / path_of(1)).exists()


def test_a_project_without_files_is_refused(server, receive):
    server.hits.clear()
    assert "0 of 0 file(s) listed for TCGA-GBM, TCGA-LGG" in refusal(receive)


@pytest.mark.parametrize(
    "change",
    [
        {"md5sum": None},
        {"file_size": "?"},
        {"file_name": "../../evil.tsv"},
        {"cases": []},
        {"cases": [{"submitter_id": "A", "samples": []}]},
        {"cases": [{"submitter_id": "A", "samples": [{}, {}]}]},
    ],
)
def test_an_entry_that_is_not_one_file_of_one_sample_is_refused(change, server, receive):
    server.hits[0] |= change
    assert "not one file of one sample of one case" in refusal(receive) and "uuid-3" in refusal(receive)


def test_another_answer_than_a_list_is_refused(server, receive, monkeypatch):
    monkeypatch.setattr(GdcHandler, "do_POST", lambda self: self._answer({"message": "maintenance"}))
    assert "not a list of GDC" in refusal(receive)
