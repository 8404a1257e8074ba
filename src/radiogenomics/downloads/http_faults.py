"""What went wrong between here and a server, in one line that a reader can act on."""

import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx

TRANSIENT = {httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_MANY_REQUESTS}
"""Status codes below 500 after which the same request may succeed a moment later."""
BY_HAND = "download the files by hand and set `local_dir` of the cohort to that folder"
"""What to do where an archive's interface fails; what lies in `data_dir` counts only with a download's record."""
FIXES = {
    401: "the server wants credentials: give the right ones",
    403: "the server refuses: accept the data's terms on its page, or give credentials that may read it",
    404: "the server has no such file any more: look for it on the pages of those who published it",
}

MAY_QUOTE = (httpx.InvalidURL, httpx.LocalProtocolError, ValueError)
"""Errors whose words quote the address or header that they could not read: part of a password, for one."""


def address_of(url: str) -> str:
    """A URL without user, password, query and fragment, any of which may hold a secret."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "malformed address"
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"


def is_transient(error: httpx.HTTPError) -> bool:
    """Whether the same request may succeed later: a broken or busy server, a cut or stalled connection."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.is_server_error or error.response.status_code in TRANSIENT
    lasting = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
    encrypted = any(isinstance(cause, ssl.SSLError) for cause in _causes(error))
    return isinstance(error, httpx.TransportError) and not isinstance(error, lasting) and not encrypted


def explain(error: Exception) -> str:
    """How a request failed, and after a semicolon what to do; without its address, which may hold a secret."""
    if isinstance(error, httpx.HTTPStatusError):
        status = error.response.status_code
        fix = FIXES.get(status, "try again later" if is_transient(error) else "its interface may have changed")
        return f"status {status}; {fix}"
    if isinstance(error, MAY_QUOTE):
        return (
            f"the address, or that of a proxy, cannot be used ({type(error).__name__}); check the variables "
            "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY"
        )
    text = " ".join(str(error).split()) or type(error).__name__
    causes = list(_causes(error))
    if isinstance(error, httpx.ProxyError):
        return f"proxy: {text}; check the variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY"
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return f"TLS: {text}; check address, clock and proxy, and set SSL_CERT_FILE where a proxy signs for the server"
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return f"name not resolved: {text}; check network, name server and proxy"
    if isinstance(error, httpx.TimeoutException):
        return f"stalled ({type(error).__name__}); check network, firewall and proxy"
    return f"{text}; check network, firewall and proxy"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
