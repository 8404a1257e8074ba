"""A server on the loopback interface answers as GDC's user guide says, one entry per page."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest

from radiogenomics.downloads import gdc
from radiogenomics.downloads.gdc_cases import (
    ALIQUOT_TABLE,
    TREATMENT_TABLE,
    list_aliquots,
    list_treatments,
    write_cases,
)
from radiogenomics.errors import InputError


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):  # http.server's name
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.questions.append((self.path, question))
        hits = self.server.hits[question["from"] : question["from"] + 1]
        body = json.dumps({"data": {"hits": hits, "pagination": {"total": len(self.server.hits)}}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch, serve):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.hits, server.questions = [], []
    monkeypatch.setattr(gdc, "SERVER", f"http://127.0.0.1:{server.server_port}")
    with serve(server):
        yield server


def of_aliquots(file_id: str, *aliquots: str) -> dict:
    analytes = [{"aliquots": [{"submitter_id": aliquot} for aliquot in aliquots]}]
    return {"file_id": file_id, "cases": [{"samples": [{"portions": [{"analytes": analytes}]}]}]}


def test_aliquots_of_all_pages(server):
    server.hits = [of_aliquots("b", "TCGA-02-0002-01A-01R-1849-01"), of_aliquots("a", "TCGA-02-0001-01A-01R-1849-01")]
    server.hits.append(of_aliquots("c", "TCGA-02-0003-01A-01R-1849-01", "TCGA-02-0003-01A-02R-1849-01"))
    table = list_aliquots(["TCGA-LGG"])
    assert table.to_numpy().tolist() == [
        ["a", "TCGA-02-0001-01A-01R-1849-01"],
        ["b", "TCGA-02-0002-01A-01R-1849-01"],
    ]
    assert [path for path, _ in server.questions] == ["/files"] * 3
    assert [question["from"] for _, question in server.questions] == [0, 1, 2]


def test_treatments_one_per_row(server):
    treatments = [
        {"treatment_type": "Radiation", "treatment_outcome": "Stable Disease", "days_to_treatment_start": 30},
        {"treatment_type": "Pharmaceutical", "treatment_outcome": None},
    ]
    server.hits = [
        {"submitter_id": "TCGA-02-0002", "diagnoses": [{"treatments": treatments}, {}]},
        {"submitter_id": "TCGA-02-0001"},
    ]
    table = list_treatments(["TCGA-LGG", "TCGA-GBM"])
    assert table["case_id"].tolist() == ["TCGA-02-0002"] * 2
    assert table["treatment_outcome"].tolist() == ["", "Stable Disease"]
    assert table["days_to_treatment_start"].tolist() == ["", "30"]
    content = server.questions[0][1]["filters"]["content"]
    assert content[0]["content"] == {"field": "project.project_id", "value": ["TCGA-LGG", "TCGA-GBM"]}


def test_both_tables_are_written_beside_the_list_of_files(server, tmp_path):
    server.hits = [of_aliquots("a", "TCGA-02-0001-01A-01R-1849-01") | {"submitter_id": "TCGA-02-0001"}]
    write_cases(["TCGA-LGG"], tmp_path)
    assert pd.read_csv(tmp_path / ALIQUOT_TABLE)["file_id"].tolist() == ["a"]
    assert pd.read_csv(tmp_path / TREATMENT_TABLE).empty


def test_an_entry_that_is_not_as_documented_stops(server):
    server.hits = [{"file_id": "a"}]
    with pytest.raises(InputError, match="an entry is not as documented"):
        list_aliquots(["TCGA-LGG"])
