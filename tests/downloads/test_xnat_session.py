import base64
import json
import logging
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from radiogenomics.downloads.http import fetch
from radiogenomics.downloads.xnat_session import open_session
from radiogenomics.errors import InputError

USER, PASSWORD = "me", "pa55-w0rd"
ROWS = [{"label": "EGD-0001"}]


class SessionServer(ThreadingHTTPServer):
    """Knows the sessions it has opened, until it is told to `forget` them."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), SessionHandler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.sessions: set[str] = set()
        self.requests: list[str] = []
        self.logins = 0
        self.welcome: bytes | None = None
        self.amnesia = False
        self.login_page = False
        self.deaf = False


class SessionHandler(BaseHTTPRequestHandler):
    def do_POST(self):  # http.server's name
        self.server.requests.append(self.command)
        if self.headers["Authorization"] != "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode():
            return self._answer(401)
        self.server.logins += 1
        token = f"{self.server.logins:032X}"
        if not self.server.amnesia:
            self.server.sessions.add(token)
        return self._answer(200, self.server.welcome or token.encode())

    def do_DELETE(self):  # http.server's name
        self.server.requests.append(self.command)
        if self.server.deaf:
            return self._answer(404)
        self.server.sessions.discard(self._token())
        return self._answer(200)

    def do_GET(self):  # http.server's name
        self.server.requests.append(self.command)
        assert "Authorization" not in self.headers
        if self.path.endswith("Login.vm"):
            return self._answer(200, b"<html>log in</html>")
        if self._token() not in self.server.sessions:
            return self._answer(302, Location="/app/template/Login.vm") if self.server.login_page else self._answer(401)
        bodies = {"/file": b"bytes", "/data/page": b"<html></html>", "/data/other": b"{}"}
        body = bodies.get(self.path.partition("?")[0], json.dumps({"ResultSet": {"Result": ROWS}}).encode())
        return self._answer(404 if self.path.startswith("/data/nothing") else 200, body)

    def _token(self) -> str:
        return (self.headers["Cookie"] or "").removeprefix("JSESSIONID=")

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch, tmp_path, serve):
    server = SessionServer()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("NETRC", raising=False)
    monkeypatch.setenv("XNATPY_USER", USER)
    monkeypatch.setenv("XNATPY_PASS", PASSWORD)
    with serve(server):
        yield server


def refusal(server, path="/data/list") -> str:
    with pytest.raises(InputError) as error, open_session(server.url) as session:
        session.results(path)
    message = str(error.value)
    assert "\n" not in message and PASSWORD not in message and USER not in message.split()
    return message


def test_a_session_begins_serves_and_ends(server):
    with open_session(server.url) as session:
        assert session.results("/data/list") == ROWS and len(server.sessions) == 1
    assert server.requests == ["POST", "GET", "DELETE"] and not server.sessions


def test_a_session_ends_when_the_work_fails(server):
    with pytest.raises(RuntimeError), open_session(server.url):
        raise RuntimeError
    assert not server.sessions


def test_a_session_that_cannot_be_ended_is_reported_and_hides_no_fault(server, caplog):
    server.deaf = True
    with pytest.raises(RuntimeError), open_session(server.url):
        raise RuntimeError
    assert "session was not closed" in caplog.text


@pytest.mark.parametrize("login_page", [False, True])
def test_an_expired_session_is_renewed_for_lists_and_files(login_page, server, tmp_path, caplog):
    server.login_page = login_page
    with caplog.at_level(logging.DEBUG), open_session(server.url) as session:
        server.sessions.clear()
        assert session.results("/data/list") == ROWS
        server.sessions.clear()
        fetch(f"{server.url}/file", tmp_path / "file", size=5, auth=session)
    assert server.logins == 3 and (tmp_path / "file").read_bytes() == b"bytes" and not server.sessions
    assert PASSWORD not in caplog.text and "JSESSIONID=" not in caplog.text


def test_a_server_that_forgets_every_session_is_given_up(server):
    server.amnesia = True
    assert "127.0.0.1: a new session is refused at once" in refusal(server)
    assert server.logins == 2


def test_b33_absent_credentials_name_the_variables(server, monkeypatch):
    monkeypatch.delenv("XNATPY_USER")
    monkeypatch.delenv("XNATPY_PASS")
    message = refusal(server)
    assert "no credentials" in message and "XNATPY_USER" in message and "XNATPY_PASS" in message
    assert server.requests == []


@pytest.mark.parametrize("variable", ["XNATPY_USER", "XNATPY_PASS"])
def test_b33_refused_credentials_name_the_variables(variable, server, monkeypatch):
    monkeypatch.setenv(variable, "something-else")
    message = refusal(server)
    assert message.startswith("127.0.0.1: the server refused the credentials") and "something-else" not in message
    assert "XNATPY_USER" in message and "XNATPY_PASS" in message
    assert server.requests == ["POST"]


def test_b33_credentials_may_come_from_netrc(server, monkeypatch, tmp_path):
    monkeypatch.delenv("XNATPY_USER")
    monkeypatch.delenv("XNATPY_PASS")
    (tmp_path / ".netrc").write_text(f"machine 127.0.0.1 login {USER} password {PASSWORD}\n")
    (tmp_path / ".netrc").chmod(0o600)
    with open_session(server.url) as session:
        assert session.results("/data/list") == ROWS


def test_a_list_that_is_not_there_is_empty_unless_that_is_a_refusal(server):
    with open_session(server.url) as session:
        assert session.results("/data/nothing") == []
        with pytest.raises(InputError, match=r"^no access$"):
            session.results("/data/nothing", refusals={404: "no access"})


def test_b36_another_server_than_xnat_is_refused(server):
    assert "not the archive's JSON" in refusal(server, "/data/page")
    assert "not a list of XNAT" in refusal(server, "/data/other")
    server.welcome = b"<html>welcome</html>"
    assert "not a session of XNAT" in refusal(server)
