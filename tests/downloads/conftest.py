"""Real servers on the loopback interface, a stand-in for `ascp`, and an environment without the machine's proxies."""

import base64
import hashlib
import json
import shutil
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pandas as pd
import pytest

from radiogenomics.downloads import catalogue, http, tcia
from radiogenomics.downloads.tls import tls_context

CUT_AFTER = 40_000
"""Bytes after which the faults `cut` and `stall` strike."""


class FileServer(ThreadingHTTPServer):
    """Serves `files` by path, after the faults it is told to show, one per request.

    A fault is a status, `cut`, `stall`, `no range` (the whole file for a request of a part), `wrong` (other bytes of
    the same number), `no length` (a body that ends with the connection), `encoded` (said to be compressed) or `slow`
    (the rest of the body comes when `released`).
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), FileHandler)
        self.files: dict[str, bytes] = {}
        self.tags: dict[str, str] = {}
        self.faults: list[int | str] = []
        self.retry_after = ""
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.released = threading.Event()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    @property
    def ranges(self) -> list[str | None]:
        return [headers.get("Range") for _, headers in self.requests]


class FileHandler(BaseHTTPRequestHandler):
    def do_GET(self):  # http.server's name
        self.server.requests.append((self.path, dict(self.headers)))
        fault = self.server.faults.pop(0) if self.server.faults else None
        path = self.path.partition("?")[0].lstrip("/")
        if isinstance(fault, int) or path not in self.server.files:
            self._answer(fault or 404, {"Retry-After": self.server.retry_after})
            return
        body, tag = self.server.files[path], self.server.tags.get(path, "")
        if fault == "wrong":
            body = bytes(255 - byte for byte in body)
        start = self._first_byte(tag) if fault != "no range" else 0
        if start >= len(body):
            self._answer(416, {"Content-Range": f"bytes */{len(body)}"})
            return
        part = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"} if start else {}
        part |= {"Content-Encoding": "gzip"} if fault == "encoded" else {}
        length = None if fault == "no length" else len(body) - start
        self._answer(206 if start else 200, {"ETag": tag, **part}, length)
        self.wfile.write(body[start : start + CUT_AFTER if fault in ("cut", "stall", "slow") else None])
        if fault in ("stall", "slow"):
            self.wfile.flush()
            self.server.released.wait(20)
        if fault == "slow":
            self.wfile.write(body[start + CUT_AFTER :])

    def _first_byte(self, tag: str) -> int:
        asked = self.headers.get("Range")
        changed = self.headers.get("If-Range") not in (None, tag)
        return int(asked.removeprefix("bytes=").removesuffix("-")) if asked and not changed else 0

    def _answer(self, status: int, headers: dict[str, str], length: int | None = 0) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """No pauses, none of the machine's proxies, and certificates that are read anew."""
    tls_context.cache_clear()
    monkeypatch.setattr(http, "PAUSE", 0.0)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def file_server(serve):
    server = FileServer()
    with serve(server):
        yield server


class FaspexServer(ThreadingHTTPServer):
    """Plays the web interfaces of TCIA and of its Faspex server, as far as they are documented, for one package.

    `refuse` makes it deny the link; `faults` are statuses to answer, one per request.
    """

    daemon_threads = True
    passcode = "hidden-passcode"
    code = "hidden-code"
    bearer = "hidden-bearer"
    token = "hidden-token"

    def __init__(self, package_id: str, folder: Path):
        super().__init__(("127.0.0.1", 0), FaspexHandler)
        self.package_id, self.folder = package_id, folder
        self.endpoint, self.doi, self.refuse = "collections", "10.7937/TCIA.709X-DN49", False
        self.downloads = [{"id": 7, "download_title": "Images (NIfTI)", "download_url": self.link}]
        self.requests: list[str] = []
        self.faults: list[int] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def context(self) -> str:
        context = {"resource": "packages", "package_id": self.package_id, "passcode": self.passcode}
        return base64.b64encode(json.dumps(context).encode()).decode()

    @property
    def link(self) -> str:
        return f"{self.base}/aspera/faspex/public/package?{urlencode({'context': self.context})}"


class FaspexHandler(BaseHTTPRequestHandler):
    def do_GET(self):  # http.server's name
        path, query = self._begin()
        server = self.server
        if path == f"/api/v2/{server.endpoint}/":
            doi = "collection_doi" if server.endpoint == "collections" else "result_doi"
            field = "collection_downloads" if server.endpoint == "collections" else "result_downloads"
            pages = (
                [{doi: "10.7937/another", field: [1]}],
                [{doi: server.doi, field: [d["id"] for d in server.downloads]}],
            )
            number = int(query["page"])
            self._json({"results": pages[number - 1], "page": number, "total_pages": 2})
        elif path == "/api/v2/downloads/":
            wanted = query["id"].split(",")
            self._json({"results": [d for d in server.downloads if str(d["id"]) in wanted], "total_pages": 1})
        elif path == "/aspera/faspex/config.js":
            self._answer(200, b"window.config = {\n  client_id: 'abc-123',\n  redirect_uri: '/aspera/faspex/token',\n}")
        elif path == "/aspera/faspex/auth/authorize_public_link":
            assert query["response_type"] == "code" and query["client_id"] == "abc-123"
            known = query["state"] == server.context and not server.refuse
            answer = {"code": server.code} if known else {"action_message": "link expired"}
            self._answer(302, headers={"Location": f"{query['redirect_uri']}?{urlencode(answer)}"})
        elif path == "/aspera/faspex/token":
            self._answer(200, b"<html>")
        else:
            self._answer(int(path) if path.isdigit() else 404)

    def do_POST(self):  # http.server's name
        path, query = self._begin()
        server = self.server
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        api = f"/aspera/faspex/api/v5/packages/{server.package_id}"
        if path == "/aspera/faspex/auth/token":
            accepted = body["code"] == server.code and body["grant_type"] == "authorization_code"
            self._json({"access_token": server.bearer}, 201 if accepted else 401)
        elif self.headers["Authorization"] != f"Bearer {server.bearer}":
            self._answer(401)
        elif path == f"{api}/files/received":
            entries = sorted(server.folder.joinpath(body["path"].lstrip("/")).iterdir())
            items = [{"path": f"/{entry.relative_to(server.folder)}", "type": "symbolic_link"} for entry in entries]
            first = int(query["offset"])
            self._json({"items": items[first : first + int(query["limit"])], "total_count": len(items)})
        elif path == f"{api}/transfer_spec/download" and query == {"transfer_type": "connect", "type": "received"}:
            paths = [{"source": f"/node{item['path']}"} for item in body["paths"]]
            spec = {"remote_host": "127.0.0.1", "remote_user": "faspex", "ssh_port": 33001, "fasp_port": 33001}
            self._json(spec | {"paths": paths, "token": server.token, "cookie": "hidden-cookie"}, 201)
        else:
            self._answer(404)

    def _begin(self) -> tuple[str, dict[str, str]]:
        path, _, query = self.path.partition("?")
        self.server.requests.append(path)
        return (path, dict(parse_qsl(query))) if not self.server.faults else (f"{self.server.faults.pop(0)}", {})

    def _json(self, value: dict, status: int = 200) -> None:
        self._answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def package_folder(tmp_path) -> Path:
    """What the server's package holds: a small copy of the layout of UPENN-GBM-NIfTI, with its MD5 list."""
    root = tmp_path / "server"
    images = root / "UPENN-GBM" / "NIfTI-files"
    scans = ("UPENN-GBM-00001_11", "UPENN-GBM-00002_11", "UPENN-GBM-00260_11")
    for scan in scans:
        for name in ("T1", "FLAIR"):
            write(images / "images_structural" / scan / f"{scan}_{name}.nii.gz")
        write(images / "images_DTI" / "images_DTI" / scan / f"{scan}_DTI_FA.nii.gz")
        write(images / "automated_segm" / f"{scan}_automated_approx_segm.nii.gz")
    write(images / "images_structural" / scans[2] / "old" / f"{scans[2]}_T1.nii.gz", b"superseded")
    files = sorted(path for path in root.rglob("*.gz"))
    lines = [f"{hashlib.md5(path.read_bytes()).hexdigest()} {path.relative_to(root)}" for path in files]
    (root / "UPENN-GBM.sums").write_text("\n".join(lines) + "\n")
    return root


def catalogue_of(package: Path, resources: Path) -> None:
    """Copy the repository's tables of downloads, with the numbers of files and the list's checksum of a package."""
    shutil.copytree(catalogue.RESOURCES, resources, ignore=shutil.ignore_patterns("published"))
    listed = (package / "UPENN-GBM.sums").read_text().splitlines()
    packages = pd.read_csv(resources / "downloads" / "packages.csv", dtype=str, keep_default_na=False)
    packages.loc[packages["name"] == "UPENN-GBM-NIfTI", "files"] = str(len(listed))
    packages.to_csv(resources / "downloads" / "packages.csv", index=False)
    parts = pd.read_csv(resources / "downloads" / "upenn_gbm.csv", dtype=str, keep_default_na=False)
    for row in parts[parts["route"] == "faspex"].itertuples():
        below = f" {row.location.partition(':')[2].strip('/')}/"
        parts.loc[row.Index, "files"] = str(sum(below in line for line in listed))
    parts.to_csv(resources / "downloads" / "upenn_gbm.csv", index=False)
    checksums = resources / "checksums" / "upenn_gbm.sha256"
    kept = [line for line in checksums.read_text().splitlines() if not line.endswith(".sums")]
    digest = hashlib.sha256((package / "UPENN-GBM.sums").read_bytes()).hexdigest()
    checksums.write_text("\n".join([*kept, f"{digest}  UPENN-GBM.sums"]) + "\n")


@pytest.fixture
def resources(package_folder, tmp_path, monkeypatch) -> Path:
    """The repository's tables of downloads, where the package is as small as the server's."""
    folder = tmp_path / "resources"
    catalogue_of(package_folder, folder)
    monkeypatch.setattr(catalogue, "RESOURCES", folder)
    return folder


def write(path: Path, body: bytes = b"") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body or path.name.encode() * 50)


@pytest.fixture
def faspex_server(package_folder, monkeypatch, serve):
    server = FaspexServer("604", package_folder)
    monkeypatch.setattr(tcia, "API", f"{server.base}/api/v2/")
    with serve(server):
        yield server


class Ascp:
    """The stand-in for `ascp` on PATH; see `stand_in_ascp.py`."""

    def __init__(self, folder: Path, package: Path):
        self.settings = folder / "ascp.json"
        self.settings.write_text(
            json.dumps({"package": str(package), "token": FaspexServer.token, "faults": [], "calls": []})
        )

    def show(self, *faults: str) -> None:
        self.settings.write_text(json.dumps(json.loads(self.settings.read_text()) | {"faults": list(faults)}))

    @property
    def calls(self) -> list[dict]:
        return json.loads(self.settings.read_text())["calls"]

    def forget(self) -> None:
        self.settings.write_text(json.dumps(json.loads(self.settings.read_text()) | {"calls": []}))


@pytest.fixture
def no_ascp(tmp_path, monkeypatch):
    """No `ascp` on PATH or in the home folder."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")


@pytest.fixture
def ascp(no_ascp, tmp_path, package_folder, monkeypatch) -> Ascp:
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "ascp"
    text = Path(__file__).with_name("stand_in_ascp.py").read_text()
    program.write_text(f"#!{sys.executable} -S\n{text}")
    program.chmod(0o755)
    (folder / "aspera_bypass_rsa.pem").write_text("not a key")
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setattr("radiogenomics.downloads.ascp.POLL", 0.05)
    return Ascp(folder, package_folder)
