"""Where The Cancer Imaging Archive offers a package today, asked from its own web interface.

The addresses, fields and pages are those of tcia_utils 3.3.5 (module wordpress), which the archive's staff keeps.
Nothing was verified on the live server: neither whether the entries of a page's downloads are ids or whole records, nor
their field's name on the pages of analysis results, which is `collection_downloads` in the documentation of tcia_utils
and `result_downloads` elsewhere. Both are understood on both kinds of pages.
"""

import base64
import binascii
import json
from urllib.parse import parse_qs, urlsplit

from radiogenomics.downloads.api import ask, json_of
from radiogenomics.downloads.catalogue import Package
from radiogenomics.downloads.http_faults import BY_HAND, address_of
from radiogenomics.errors import InputError

API = "https://cancerimagingarchive.net/api/v2/"
PER_PAGE = 100
ENDPOINTS = {
    "collection": ("collections/", "collection_doi"),
    "analysis result": ("analysis-results/", "result_doi"),
}
"""Endpoint, and field of the DOI, by page."""
DOWNLOADS = ("collection_downloads", "result_downloads")
"""Fields of the downloads."""


def download_link(package: Package) -> str:
    """Address of a package: a public Faspex link, or that of a zip file. It holds a passcode: never show it.

    Raises:
        InputError: the server does not answer, does not know the DOI, or links no such package or several.
    """
    links = {str(row.get("download_url") or ""): str(row.get("download_title", "")) for row in _downloads(package)}
    packages = {link: title for link, title in links.items() if package_id(link) is not None}
    if package.package_id:
        packages = {link: title for link, title in packages.items() if package_id(link) == package.package_id}
    found = packages or {link: title for link, title in links.items() if address_of(link).endswith(".zip")}
    if len(found) != 1:
        offered = ", ".join(repr(title) for title in links.values()) or "nothing"
        raise InputError(
            f"{package.name}: the page of {package.doi} links {len(found)} such packages (it offers {offered}); look "
            f"at https://doi.org/{package.doi} and correct package_id in resources/downloads/packages.csv"
        )
    return next(iter(found))


def package_id(link: str) -> str | None:
    """Id of the Faspex package that a public link leads to, or None where the link is no such link."""
    try:
        context = parse_qs(urlsplit(link).query).get("context", [""])[0]
        found = json.loads(base64.b64decode(context + "=="))["package_id"]
    except (binascii.Error, ValueError, KeyError, TypeError):
        return None
    return str(found)


def _downloads(package: Package) -> list[dict]:
    """Records of all downloads that the page of a package's DOI offers."""
    endpoint, doi_field = ENDPOINTS[package.page]
    pages = [page for page in _all(endpoint) if str(page.get(doi_field, "")).lower().endswith(package.doi.lower())]
    if not pages:
        raise InputError(
            f"{package.name}: {API}{endpoint} lists no {package.doi}; look at https://doi.org/{package.doi} where the "
            f"package is now, {BY_HAND}"
        )
    entries = [entry for page in pages for field in DOWNLOADS for entry in _entries(page.get(field))]
    records = [entry for entry in entries if isinstance(entry, dict) and entry.get("download_url")]
    others = [entry.get("id") if isinstance(entry, dict) else entry for entry in entries if entry not in records]
    ids = list(dict.fromkeys(str(entry) for entry in others if isinstance(entry, int | str)))
    return records + (_all("downloads/", id=",".join(ids)) if ids else [])


def _entries(value: object) -> list[object]:
    """Downloads of a page: several, one by itself, or none, for which WordPress writes null or false."""
    if isinstance(value, list):
        return value
    return [value] if value else []


def _all(endpoint: str, **parameters: str) -> list[dict]:
    """Entries of all pages of an endpoint."""
    entries: list[dict] = []
    page, last = 0, 1
    while page < last:
        page += 1
        query = {**parameters, "per_page": str(PER_PAGE), "page": str(page)}
        answer = json_of(ask("GET", f"{API}{endpoint}", params=query))
        try:
            results, last = list(answer.get("results") or []), int(answer.get("total_pages") or 1)
        except (TypeError, ValueError):
            raise InputError(
                f"{API}{endpoint}: the answer is no page of results; its interface may have changed: {BY_HAND}"
            ) from None
        entries += [entry for entry in results if isinstance(entry, dict)]
        if not results:
            break
    return entries
