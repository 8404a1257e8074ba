from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from radiogenomics.downloads.api import ask, json_of
from radiogenomics.downloads.http import ATTEMPTS
from radiogenomics.errors import InputError


class Handler(BaseHTTPRequestHandler):
    """Answers with the statuses that the server is told to, then with its body."""

    def do_POST(self):  # http.server's name
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.bodies.append(body)
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        self.send_response(status)
        self.send_header("Content-Type", self.server.kind)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(serve):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.statuses, server.bodies, server.body, server.kind = [], [], b'{"status": "OK"}', "application/json"
    server.url = f"http://127.0.0.1:{server.server_port}/status"
    with serve(server):
        yield server


def refusal(url, **options) -> str:
    with pytest.raises(InputError) as error:
        json_of(ask("POST", url, **options))
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_question_is_answered(server):
    assert json_of(ask("POST", server.url, json={"size": 2})) == {"status": "OK"}
    assert server.bodies == [b'{"size":2}']


@pytest.mark.parametrize("status", [500, 503, 429])
def test_f22_a_broken_server_is_asked_again(status, server):
    server.statuses = [status] * (ATTEMPTS - 1)
    assert json_of(ask("POST", server.url)) == {"status": "OK"}


def test_f22_a_server_that_stays_broken_is_named_without_its_query(server):
    server.statuses = [503] * ATTEMPTS
    message = refusal(f"{server.url}?token=secret")
    assert message.startswith(f"{server.url}: no answer: status 503") and "secret" not in message
    assert len(server.bodies) == ATTEMPTS


def test_a_refusal_ends_at_once_and_has_its_own_words(server):
    server.statuses = [403, 403]
    assert refusal(server.url, refusals={403: "accept the licence"}) == "accept the licence"
    assert "status 403" in refusal(server.url)
    assert len(server.bodies) == 2


def test_an_accepted_status_is_an_answer(server):
    server.statuses = [404]
    assert ask("POST", server.url, accepted=(404,)).status_code == 404


@pytest.mark.parametrize("body", [b"<html>log in</html>", b"[1, 2]", b""])
def test_b36_another_answer_than_json_is_refused(body, server):
    server.body, server.kind = body, "text/html"
    message = refusal(server.url)
    assert server.url in message and "text/html" in message and "proxy" in message


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/status", "https://127.0.0.1:9/status"])
def test_b36_a_closed_port_is_named(url):
    assert refusal(url).startswith(f"{url}: no answer: ")


def test_b36_an_unreachable_proxy_is_named(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert "proxy" in refusal(server.url.replace("127.0.0.1", "archive.invalid")).lower()


def test_b36_a_malformed_proxy_is_named(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "nonsense://127.0.0.1:9")
    assert server.url in refusal(server.url)


def test_b36_certificates_that_are_not_there_are_said(server, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/certificates.pem")
    assert "SSL_CERT_FILE" in refusal(server.url)


def test_no_network_is_said():
    assert "name not resolved" in refusal("http://archive.invalid/status")
