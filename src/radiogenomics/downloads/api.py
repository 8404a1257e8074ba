"""Questions to the web interfaces of archives, asked again after transient faults. Files come through `http.fetch`."""

import time
from collections.abc import Container, Mapping

import httpx

from radiogenomics.downloads import http
from radiogenomics.downloads.http_faults import BY_HAND, address_of, explain, is_transient
from radiogenomics.downloads.tls import tls_context
from radiogenomics.errors import InputError


def ask(
    method: str,
    url: str,
    *,
    auth: httpx.Auth | tuple[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    json: object = None,
    refusals: Mapping[int, str] | None = None,
    accepted: Container[int] = (),
) -> httpx.Response:
    """Answer of a server, read whole.

    Args:
        method: `GET`, `POST` …
        url: address; redirections are followed.
        auth: credentials, which never appear in a message.
        params: query.
        json: body to send.
        refusals: message by status code, in place of the general one.
        accepted: status codes of 400 and above that are an answer and not a refusal.

    Raises:
        InputError: the server refuses, stays broken or cannot be reached.
    """
    failures = 0
    while True:
        try:
            response = httpx.request(
                method,
                url,
                params=params,
                json=json,
                auth=auth,
                follow_redirects=True,
                timeout=http.TIMEOUT,
                verify=tls_context(),
            )
            if response.status_code not in accepted:
                response.raise_for_status()
            return response
        except httpx.HTTPError as error:
            failures += 1
            status = error.response.status_code if isinstance(error, httpx.HTTPStatusError) else None
            if status in (refusals or {}):
                raise InputError(refusals[status]) from None
            if failures >= http.ATTEMPTS or not is_transient(error):
                raise InputError(f"{address_of(url)}: no answer: {explain(error)}") from None
            time.sleep(http.PAUSE * 2 ** (failures - 1))
        except (httpx.InvalidURL, ValueError, ImportError) as error:
            raise InputError(f"{address_of(url)}: no answer: {explain(error)}") from None


def json_of(response: httpx.Response) -> dict:
    """JSON object that a server answered.

    Raises:
        InputError: the answer is something else, as the page of a login or proxy is.
    """
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        kind = response.headers.get("Content-Type", "without a type")
        raise InputError(
            f"{address_of(str(response.url))}: the answer ({kind}) is not the archive's JSON; check whether a "
            f"proxy or login page stands in between, or {BY_HAND}"
        )
    return answer
