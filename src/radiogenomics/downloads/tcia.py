"""Where The Cancer Imaging Archive offers a package today, asked from its own web interface.

The addresses, fields and pages are those of tcia_utils 3.3.5 (module wordpress), which the archive's staff keeps.
Nothing was verified on the live server: neither whether the entries of `collection_downloads` are ids or whole records
(both are understood), nor whether `result_downloads` is the name beside it for analysis results (as others use it).
"""

import base64
import binascii
import json
from urllib.parse import parse_qs, urlsplit

from radiogenomics.downloads.api import ask, json_of
from radiogenomics.downloads.catalogue import Package
from radiogenomics.errors import InputError

API = "https://cancerimagingarchive.net/api/v2/"
PER_PAGE = 100
ENDPOINTS = {
    "collection": ("collections/", "collection_doi", "collection_downloads"),
    "analysis result": ("analysis-results/", "result_doi", "result_downloads"),
}
"""Endpoint, and fields of the DOI and of the downloads, by kind of page."""


def download_link(package: Package) -> str:
    """Address of a package: a public Faspex link, or that of a zip file. It holds a passcode: never show it.

    Raises:
        InputError: the server does not answer, does not know the DOI, or links no such package or several.
    """
    links = {str(row.get("download_url") or ""): str(row.get("download_title", "")) for row in _downloads(package)}
    packages = {link: title for link, title in links.items() if package_id(link) is not None}
    if package.package_id:
        packages = {link: title for link, title in packages.items() if package_id(link) == package.package_id}
    found = packages or {link: title for link, title in links.items() if urlsplit(link).path.endswith(".zip")}
    if len(found) != 1:
        offered = ", ".join(repr(title) for title in links.values()) or "nothing"
        raise InputError(
            f"{package.name}: the page of {package.doi} links {len(found)} such packages (it offers {offered}); look "
            f"at https://doi.org/{package.doi} and correct package_id in resources/downloads/packages.csv"
        )
    return next(iter(found))


def package_id(link: str) -> str | None:
    """Id of the Faspex package that a public link leads to, or None where the link is no such link."""
    context = parse_qs(urlsplit(link).query).get("context", [""])[0]
    try:
        found = json.loads(base64.b64decode(context + "=="))["package_id"]
    except (binascii.Error, ValueError, KeyError, TypeError):
        return None
    return str(found)


def _downloads(package: Package) -> list[dict]:
    """Records of all downloads that the page of a package's DOI offers."""
    endpoint, doi_field, downloads_field = ENDPOINTS[package.kind]
    pages = [page for page in _all(endpoint) if str(page.get(doi_field, "")).lower().endswith(package.doi.lower())]
    if not pages:
        raise InputError(
            f"{package.name}: {API}{endpoint} lists no {package.doi}; look at https://doi.org/{package.doi} where the "
            "package is now, and put its files into the folder of the source by hand"
        )
    entries = [entry for page in pages for entry in page.get(downloads_field) or []]
    records = [entry for entry in entries if isinstance(entry, dict) and entry.get("download_url")]
    ids = [str(entry.get("id", "") if isinstance(entry, dict) else entry) for entry in entries if entry not in records]
    return records + (_all("downloads/", id=",".join(ids)) if ids else [])


def _all(endpoint: str, **parameters: str) -> list[dict]:
    """Entries of all pages of an endpoint."""
    entries: list[dict] = []
    page, last = 0, 1
    while page < last:
        page += 1
        query = {**parameters, "per_page": str(PER_PAGE), "page": str(page)}
        answer = json_of(ask("GET", f"{API}{endpoint}", params=query))
        entries += [entry for entry in answer.get("results", []) if isinstance(entry, dict)]
        last = int(answer.get("total_pages") or 1)
    return entries
