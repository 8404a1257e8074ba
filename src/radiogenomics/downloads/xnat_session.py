"""A login to an XNAT server that ends when the work does, and is renewed when the server forgets it."""

import logging
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx

from radiogenomics.downloads.api import ask, json_of
from radiogenomics.downloads.credentials import refused_credentials, required_credentials
from radiogenomics.downloads.http_faults import BY_HAND
from radiogenomics.errors import InputError

logger = logging.getLogger(__name__)

USER_VARIABLE = "XNATPY_USER"
PASSWORD_VARIABLE = "XNATPY_PASS"
LOGIN_PAGE = "Login.vm"
"""Page to which XNAT sends whoever it does not know, instead of a refusal."""
TOKEN = re.compile(r"[\w.-]{8,128}")


class Session(httpx.Auth):
    """Puts the session's cookie on each request; logs in again, once per request, when the server has forgotten it."""

    def __init__(self, server: str):
        """Session of `server`, an address like `https://xnat.health-ri.nl`, which `log_in` begins."""
        self.server = server
        self.host = urlsplit(server).hostname or server
        self._token = ""

    def log_in(self) -> None:
        """Begin a session.

        Raises:
            InputError: there are no credentials, or the server refuses them, or does not answer as XNAT does.
        """
        names = (self.host, USER_VARIABLE, PASSWORD_VARIABLE)
        refusals = dict.fromkeys((401, 403), refused_credentials(*names))
        answer = ask("POST", f"{self.server}/data/JSESSION", auth=required_credentials(*names), refusals=refusals)
        token = answer.text.strip()
        if not TOKEN.fullmatch(token):
            raise InputError(f"{self.server}/data/JSESSION: the answer is not a session of XNAT; {BY_HAND}")
        self._token = token

    def log_out(self) -> None:
        """End the session. One that cannot be ended any more expires by itself, which a warning says."""
        try:
            ask("DELETE", f"{self.server}/data/JSESSION", auth=_Cookie(self._token))
        except InputError as error:
            logger.warning("the session was not closed and will expire by itself: %s", error)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send a request with the session's cookie, and again with a new one where the first is no longer known."""
        response = yield from _Cookie(self._token).auth_flow(request)
        if _is_unknown(response):
            logger.info("%s: the session has expired; logging in again", self.host)
            self.log_in()
            response = yield from _Cookie(self._token).auth_flow(request)
            if _is_unknown(response):
                raise InputError(f"{self.host}: a new session is refused at once; try again later")

    def results(self, path: str, refusals: dict[int, str] | None = None) -> list[dict[str, str]]:
        """Rows of one of XNAT's lists; without `refusals`, a list that the server has not is empty.

        Args:
            path: of the list, from `/data` on.
            refusals: message by status code, in place of the general one.

        Raises:
            InputError: the server refuses, does not answer, or not as XNAT does.
        """
        url = f"{self.server}{path}"
        accepted = () if refusals else (httpx.codes.NOT_FOUND,)
        response = ask("GET", url, params={"format": "json"}, auth=self, refusals=refusals, accepted=accepted)
        if response.status_code == httpx.codes.NOT_FOUND:
            return []
        try:
            return list(json_of(response)["ResultSet"]["Result"])
        except (KeyError, TypeError):
            raise InputError(f"{url}: the answer is not a list of XNAT; {BY_HAND}") from None


class _Cookie(httpx.Auth):
    def __init__(self, token: str):
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, httpx.Response]:
        request.headers["Cookie"] = f"JSESSIONID={self._token}"
        return (yield request)


def _is_unknown(response: httpx.Response) -> bool:
    return response.status_code == httpx.codes.UNAUTHORIZED or response.url.path.endswith(LOGIN_PAGE)


@contextmanager
def open_session(server: str) -> Iterator[Session]:
    """Session that is closed when the block ends, however it ends.

    Raises:
        InputError: as `Session.log_in`.
    """
    session = Session(server)
    session.log_in()
    try:
        yield session
    finally:
        session.log_out()
