import ssl

import httpx
import pytest

from radiogenomics.downloads.http_faults import address_of, explain, is_transient


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/a/b.csv", "https://example.org/a/b.csv"),
        ("https://user:secret@example.org:8443/a?token=secret#secret", "https://example.org:8443/a"),
        ("https://us@er:secret@example.org/a", "https://example.org/a"),
        ("https://[secret/a", "malformed address"),
    ],
)
def test_an_address_is_shown_without_what_may_be_secret(url, shown):
    assert address_of(url) == shown


def status(code: int) -> httpx.HTTPStatusError:
    request = httpx.Request("GET", "https://user:secret@example.org/a?token=secret")
    return httpx.HTTPStatusError("secret", request=request, response=httpx.Response(code))


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504])
def test_a_busy_or_broken_server_may_answer_later(code):
    assert is_transient(status(code)) and explain(status(code)) == f"status {code}; try again later"


@pytest.mark.parametrize(
    ("code", "fix"), [(401, "credentials"), (403, "terms"), (404, "no such file"), (400, "interface")]
)
def test_a_refusal_is_final_and_says_what_to_do(code, fix):
    assert not is_transient(status(code))
    assert explain(status(code)).startswith(f"status {code}; ") and fix in explain(status(code))


def test_a_fault_of_tls_is_final():
    error = httpx.ConnectError("certificate verify failed")
    error.__cause__ = ssl.SSLError()
    assert not is_transient(error) and explain(error).startswith("TLS: certificate verify failed; ")


def test_a_fault_without_words_is_named_by_its_kind():
    assert explain(httpx.RemoteProtocolError("")).startswith("RemoteProtocolError; ")


def test_words_over_several_lines_become_one():
    assert "\n" not in explain(httpx.ReadError("one\n two"))


@pytest.mark.parametrize(
    "error",
    [
        httpx.InvalidURL("Invalid port: 'secret'"),
        ValueError("secret"),
        httpx.LocalProtocolError("Illegal value secret"),
    ],
)
def test_b36_words_that_may_quote_a_password_are_not_shown(error):
    assert "secret" not in explain(error) and f"({type(error).__name__}); check the variables HTTPS_PROXY" in explain(
        error
    )
