import hashlib
import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pandas as pd
import pytest
import torch
from safetensors.torch import save_file

from radiogenomics.downloads import http
from radiogenomics.downloads.weights import COLUMNS, weights_table
from radiogenomics.errors import InputError
from radiogenomics.networks.download import fetch_weights
from radiogenomics.networks.medicalnet import medicalnet_resnet
from radiogenomics.networks.timm import encoder
from radiogenomics.networks.torchvision_operators import register_missing

DEPTH, WIDTH = 10, 4
NAME = f"resnet_{DEPTH}.pth"


def checkpoint(depth: int, width: int, **others) -> bytes:
    """File of a network's weights in MedicalNet's format; `others` are put beside its tensors."""
    tensors = {f"module.{key}": tensor for key, tensor in medicalnet_resnet(depth, width=width).state_dict().items()}
    torch.save({"state_dict": tensors | others}, buffer := io.BytesIO())
    return buffer.getvalue()


BODY = checkpoint(DEPTH, WIDTH)
SHA256 = hashlib.sha256(BODY).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves `body`, after the faults it is told to show, one per request: a status, `cut`, `stall` or `no range`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.body = BODY
        self.faults: list[int | str] = []
        self.ranges: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/{NAME}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):  # http.server's name
        self.server.ranges.append(self.headers["Range"])
        fault = self.server.faults.pop(0) if self.server.faults else None
        if isinstance(fault, int):
            self.send_response(fault)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        start = int(self.headers["Range"][len("bytes=") : -1]) if self.headers["Range"] and fault != "no range" else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(self.server.body) - start))
        self.end_headers()
        self.wfile.write(self.server.body[start : start + 40_000 if fault in ("cut", "stall") else None])
        if fault == "stall":
            self.wfile.flush()
            self.server.released.wait(5)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch, serve):
    monkeypatch.setattr(http, "PAUSE", 0.0)
    for variable in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    server = Server()
    server.released = threading.Event()
    with serve(server):
        yield server


@pytest.fixture
def table(server, tmp_path):
    """Function that writes a table with one row and returns its path."""

    def write(**changes: str) -> Path:
        row = dict.fromkeys(COLUMNS, "") | {
            "family": "medicalnet",
            "name": NAME,
            "url": server.url,
            "revision": "abc",
            "size": str(len(BODY)),
            "sha256": SHA256,
            "licence": "MIT",
        }
        pd.DataFrame([row | changes]).to_csv(tmp_path / "weights.csv", index=False)
        return tmp_path / "weights.csv"

    return write


@pytest.fixture
def destination(tmp_path):
    return tmp_path / "results" / NAME


def fetched(destination: Path, source, table: Path, name: str = NAME) -> dict:
    return fetch_weights("medicalnet", name, destination, source, WIDTH, table)


def refusal(destination: Path, *arguments) -> str:
    with pytest.raises(InputError) as error:
        fetched(destination, *arguments)
    assert "\n" not in str(error.value)
    assert not destination.exists() and not list(destination.parent.glob(".*")), "something half-written was left"
    return str(error.value)


def test_a_download_is_whole_checked_and_recorded(table, server, destination):
    record = fetched(destination, "download", table())
    assert destination.read_bytes() == BODY
    assert record == {
        "family": "medicalnet",
        "name": NAME,
        "source": server.url,
        "revision": "abc",
        "licence": "MIT",
        "size": len(BODY),
        "sha256": SHA256,
        "sha256_source": "",
        "verified": True,
    }
    assert server.ranges == [None]


def test_without_a_known_checksum_the_one_found_is_recorded_as_not_verified(table, destination):
    record = fetched(destination, "download", table(sha256="", size=""))
    assert record["sha256"] == SHA256 and record["verified"] is False


def test_redirections_are_followed(table, server, destination):
    server.faults = [302]
    fetched(destination, "download", table())
    assert destination.read_bytes() == BODY


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_refusal_is_not_repeated(status, table, server, destination):
    server.faults = [status] * 3
    message = refusal(destination, "download", table())
    assert server.url in message and f"status {status}" in message
    assert len(server.ranges) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_f22_a_busy_server_is_asked_again(status, table, server, destination):
    server.faults = [status, status]
    fetched(destination, "download", table())
    assert destination.read_bytes() == BODY and len(server.ranges) == 3


def test_f22_a_server_that_stays_broken_is_named(table, server, destination):
    server.faults = [500] * 9
    assert "status 500" in refusal(destination, "download", table())
    assert len(server.ranges) == http.ATTEMPTS


def test_f21_a_cut_download_is_resumed_where_it_broke(table, server, destination):
    server.faults = ["cut", "cut"]
    fetched(destination, "download", table())
    assert destination.read_bytes() == BODY
    assert server.ranges == [None, "bytes=40000-", "bytes=80000-"]


def test_f21_a_server_that_knows_no_ranges_starts_again(table, server, destination):
    server.faults = ["cut", "no range"]
    fetched(destination, "download", table())
    assert destination.read_bytes() == BODY


def test_f23_a_body_shorter_than_announced_is_never_believed(table, server, destination):
    server.faults = ["cut", 500, 500]
    refusal(destination, "download", table(sha256="", size=""))


def test_f24_a_stalled_server_is_left_and_the_download_resumed(table, server, destination, monkeypatch):
    monkeypatch.setattr(http, "TIMEOUT", 0.3)
    server.faults = ["stall"]
    fetched(destination, "download", table())
    assert destination.read_bytes() == BODY and server.ranges[1] == "bytes=40000-"


@pytest.mark.parametrize("source", ["download", "folder"])
def test_b30_a_wrong_checksum_names_both_and_leaves_no_file(source, table, destination, tmp_path):
    (tmp_path / NAME).write_bytes(BODY)
    folder = source if source == "download" else tmp_path
    message = refusal(destination, folder, table(sha256="0" * 64))
    assert SHA256 in message and "0" * 64 in message


@pytest.mark.parametrize("source", ["download", "folder"])
def test_b30_a_wrong_size_is_refused(source, table, destination, tmp_path):
    (tmp_path / NAME).write_bytes(BODY)
    message = refusal(destination, source if source == "download" else tmp_path, table(size="7", sha256=""))
    assert f"{len(BODY)} bytes" in message and "7" in message


UNFIT = {
    "a login page": b"<!DOCTYPE html><html><body>Please sign in</body></html>",
    "a file cut off": BODY[:50_000],
    "another depth": checkpoint(18, WIDTH),
    "another width": checkpoint(DEPTH, 8),
    "a tensor too many": checkpoint(DEPTH, WIDTH, layer5=torch.zeros(1)),
}


@pytest.mark.parametrize("source", ["download", "folder"])
@pytest.mark.parametrize("unfit", UNFIT)
def test_b31_what_is_not_a_checkpoint_of_the_network_is_refused(unfit, source, table, server, destination, tmp_path):
    server.body = UNFIT[unfit]
    (tmp_path / NAME).write_bytes(UNFIT[unfit])
    message = refusal(destination, source if source == "download" else tmp_path, table(sha256="", size=""))
    origin = server.url if source == "download" else tmp_path / NAME
    assert message.startswith(f"{origin}: ") and message.count(NAME) == 1
    assert "fetch the file again" in message or "give the weights of this network" in message


def test_b29_a_file_that_cannot_be_read_is_named(table, destination, tmp_path, forbid):
    (tmp_path / NAME).write_bytes(BODY)
    forbid(tmp_path / NAME)
    assert f"{tmp_path / NAME}: cannot be read (Permission denied); " in refusal(destination, tmp_path, table())


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "https://127.0.0.1:9/x"])
def test_b36_an_unreachable_server_is_named(url, table, destination):
    assert url in refusal(destination, "download", table(url=url))


def test_b36_a_failing_proxy_is_named(table, server, destination, monkeypatch):
    def fail(*_, **__):
        raise httpx.ProxyError("407 Proxy Authentication Required")

    monkeypatch.setattr(httpx, "stream", fail)
    message = refusal(destination, "download", table())
    assert "407 Proxy" in message and "proxy" in message


def test_a_folder_is_a_source_too(table, server, destination, tmp_path):
    (tmp_path / "downloads").mkdir()
    (tmp_path / "downloads" / NAME).write_bytes(BODY)
    record = fetched(destination, str(tmp_path / "downloads"), table())
    assert destination.read_bytes() == BODY and record["verified"] and not server.ranges
    assert record["source"] == str(tmp_path / "downloads" / NAME)


def test_a_file_that_is_not_in_the_folder_is_named(table, destination, tmp_path):
    assert str(tmp_path / NAME) in refusal(destination, tmp_path, table())


def test_an_unknown_name_is_refused_with_the_nearest(table, destination):
    with pytest.raises(InputError, match=r"nearest: 'resnet_10\.pth'"):
        fetched(destination, "download", table(), "resnet_1.pth")


def test_another_family_s_weights_are_not_taken_for_these(table, destination):
    with pytest.raises(InputError, match=r"no weights called 'resnet_10\.pth'"):
        fetch_weights("timm", NAME, destination, "download", table=table())


@pytest.mark.parametrize("fits", [True, False])
def test_an_encoder_s_weights_are_tried_before_they_are_believed(fits, tmp_path, destination):
    network = encoder("resnet10t.c3_in1k", 3).network
    tensors = network.state_dict() | {"fc.weight": torch.zeros(1000, 512), "fc.bias": torch.zeros(1000)}
    if not fits:
        del tensors["layer4.0.conv1.weight"]
    name = "resnet10t.c3_in1k.safetensors"
    save_file({key: tensor.contiguous() for key, tensor in tensors.items()}, tmp_path / name)
    destination = destination.with_name(name)
    if fits:
        record = fetch_weights("timm", name, destination, tmp_path)
        assert destination.read_bytes() == (tmp_path / name).read_bytes()
        assert record["licence"] == "Apache-2.0" and record["verified"] is False
    else:
        with pytest.raises(InputError, match=r"1 missing: layer4\.0\.conv1\.weight; give the weights of exactly"):
            fetch_weights("timm", name, destination, tmp_path)
        assert not destination.exists()


def published(family: str) -> pd.DataFrame:
    rows = pd.read_csv(weights_table(), dtype=str, keep_default_na=False)
    assert list(rows.columns) == list(COLUMNS) and rows["name"].is_unique
    return rows[rows["family"] == family].set_index("name")


def test_medicalnet_s_table_is_pinned_and_invents_nothing():
    rows = published("medicalnet")
    assert set(rows.index) == {f"resnet_{depth}.pth" for depth in (10, 18, 34, 50)}
    for row in rows.itertuples():
        assert row.url.startswith("https://huggingface.co/TencentMedicalNet/")
        assert row.url.endswith(f"/resolve/{row.revision}/{row.Index}") and len(row.revision) == 40
        assert row.licence == "MIT"
    # One file was measured; what is not known stays empty until a download records it.
    known = rows[["size", "sha256"]]
    expected = ["184885051", "5b6189cafbee2f5604a7279b62bc163365aa6a86a377e1dc260a14275cacbd84"]
    assert known.loc["resnet_50.pth"].tolist() == expected
    assert (known.drop("resnet_50.pth") == "").all(axis=None)
    assert rows.loc["resnet_50.pth", "sha256_source"]


LICENCES = {"apache-2.0": "Apache-2.0", "bsd-3-clause": "BSD-3-Clause", "cc-by-nc-4.0": "CC BY-NC 4.0"}


def test_encoders_are_those_of_timm_with_the_licences_that_timm_gives():
    register_missing()
    import timm

    for row in published("timm").itertuples():
        tag = row.Index.removesuffix(".safetensors")
        assert tag in timm.list_pretrained()
        assert row.url == f"https://huggingface.co/timm/{tag}/resolve/main/model.safetensors"
        licence = timm.get_pretrained_cfg(tag).license
        assert row.licence == LICENCES.get(licence, "DINOv3 License" if licence == "dinov3-license" else licence)


def test_alexnet_s_weights_are_where_torchvision_has_them():
    register_missing()
    from torchvision.models import AlexNet_Weights

    (row,) = published("torchvision").itertuples()
    assert (row.Index, row.url) == ("alexnet.pth", AlexNet_Weights.IMAGENET1K_V1.url)
