"""A session on a Faspex 5 server that a public link opens: what is in the package, and how its files are transferred.

The steps are those of a browser that follows the link, as public programs of October 2026 take them. The archive has no
HTTP gateway, so the files themselves come by `ascp`. Nothing was verified on the live server.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

from radiogenomics.downloads.api import ask, json_of
from radiogenomics.downloads.http_faults import BY_HAND, address_of
from radiogenomics.downloads.tcia import package_id
from radiogenomics.errors import InputError

PER_PAGE = 100
"""Entries that the server lists at most at once."""
CLIENT = re.compile(r"client_id:\s*['\"]([^'\"]+)['\"]")
REDIRECT = re.compile(r"redirect_uri:\s*['\"]([^'\"]+)['\"]")


@dataclass(frozen=True)
class Transfer:
    """What `ascp` needs to fetch some paths of a package; `token` and `cookie` are secrets."""

    host: str
    user: str
    ssh_port: int
    fasp_port: int
    sources: tuple[str, ...]
    token: str = field(repr=False)
    cookie: str = field(repr=False)


@dataclass(frozen=True)
class Session:
    """An open session; `token` is a secret."""

    base: str
    package: str
    token: str = field(repr=False)

    def entries(self, path: str) -> list[str]:
        """Paths of all entries of a folder of the package, from pages of 100.

        Raises:
            InputError: the server does not answer, or not as documented.
        """
        found: list[str] = []
        while True:
            query = {"limit": str(PER_PAGE), "offset": str(len(found))}
            answer = self._post("files/received", query, {"path": path})
            try:
                page, total = [str(item["path"]) for item in answer["items"]], int(answer["total_count"])
            except (KeyError, TypeError, ValueError):
                raise _unexpected(self.base, "a list of files") from None
            found += page
            if len(found) >= total or not page:
                return found

    def transfer(self, paths: list[str]) -> Transfer:
        """Permission to fetch some paths of the package, for a short time.

        Raises:
            InputError: the server does not answer, or not as documented.
        """
        query = {"transfer_type": "connect", "type": "received"}
        answer = self._post("transfer_spec/download", query, {"paths": [{"path": path} for path in paths]})
        try:
            return Transfer(
                host=str(answer["remote_host"]),
                user=str(answer["remote_user"]),
                ssh_port=int(answer["ssh_port"]),
                fasp_port=int(answer["fasp_port"]),
                sources=tuple(str(item["source"]) for item in answer["paths"]),
                token=str(answer["token"]),
                cookie=str(answer.get("cookie") or ""),
            )
        except (KeyError, TypeError, ValueError):
            raise _unexpected(self.base, "a permission to transfer") from None

    def _post(self, action: str, query: dict[str, str], body: dict) -> dict:
        url = f"{self.base}/api/v5/packages/{self.package}/{action}"
        return json_of(ask("POST", url, auth=_Bearer(self.token), params=query, json=body))


class _Bearer(httpx.Auth):
    def __init__(self, token: str):
        self._token = token

    def auth_flow(self, request: httpx.Request):
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


def open_session(link: str) -> Session:
    """Exchange the context of a public link for a code, and the code for a token.

    Raises:
        InputError: the server does not answer, or does not accept the link.
    """
    parts = urlsplit(link)
    base = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/aspera/faspex"
    config = ask("GET", f"{base}/config.js").text
    client, redirect = CLIENT.search(config), REDIRECT.search(config)
    if client is None or redirect is None:
        raise _unexpected(base, "the settings of its web page")
    context = parse_qs(parts.query)["context"][0]
    # Others send the address as config.js has it, a path; the server takes it.
    oauth = {"client_id": client[1], "redirect_uri": redirect[1], "state": context}
    query = {"response_type": "code", **oauth}
    answer = ask("GET", f"{base}/auth/authorize_public_link", params=query, accepted=range(400, 500))
    code = _code(answer, base)
    token = json_of(ask("POST", f"{base}/auth/token", json={"grant_type": "authorization_code", "code": code, **oauth}))
    if not token.get("access_token"):
        raise _unexpected(base, "a token")
    return Session(base, package_id(link) or "", str(token["access_token"]))


def _code(answer: httpx.Response, base: str) -> str:
    """Code in the address to which the server sends a browser, which carries the server's refusal otherwise."""
    addresses = [*(urljoin(base, page.headers.get("Location", "")) for page in answer.history), str(answer.url)]
    values = [parse_qs(urlsplit(address).query) for address in addresses]
    for value in values:
        if "code" in value:
            return value["code"][0]
    refusal = next((value["action_message"][0] for value in values if "action_message" in value), "no reason given")
    raise InputError(
        f"{address_of(base)}: the server does not accept the link of the archive's page ({refusal[:200]}); try again "
        f"later, or {BY_HAND}"
    )


def _unexpected(base: str, what: str) -> InputError:
    return InputError(
        f"{address_of(base)}: the server's answer is not {what}; its interface may have changed: {BY_HAND}"
    )
