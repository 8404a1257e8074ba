"""Parts of a research object: files, software, people and other entities of its graph."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rocrate.model import ContextEntity
from rocrate.model.file import File
from rocrate.rocrate import ROCrate

from radiogenomics.files import sha256_of


def entity(crate: ROCrate, identifier: str, kind: str, **properties: Any) -> ContextEntity:
    """Entity of the graph; the one that has the identifier, where there is one."""
    known = crate.dereference(identifier)
    return known or crate.add(ContextEntity(crate, identifier, properties={"@type": kind, **properties}))


def file(crate: ROCrate, folder: Path, name: str) -> File:
    """A file below the crate's folder, with its size (bytes) and checksum."""
    path = folder / name
    properties = {
        "name": name,
        "contentSize": str(path.stat().st_size),
        "sha256": sha256_of(path),
        "encodingFormat": mimetypes.guess_type(name)[0] or "application/octet-stream",
    }
    return crate.add_file(dest_path=name, properties=properties)


def software(crate: ROCrate, name: str, version: str) -> ContextEntity:
    """A package of the Python Package Index, Python itself, or this workflow."""
    if name == __package__.partition(".")[0]:
        return entity(crate, f"#{name}", "SoftwareApplication", name=name, softwareVersion=version)
    python = name == "Python"
    url = "https://www.python.org/" if python else f"https://pypi.org/project/{name}/{version.partition('+')[0]}/"
    return entity(crate, url, "SoftwareApplication", name=name, softwareVersion=version, url=url)


def author(crate: ROCrate, index: int, cited: Mapping[str, Any]) -> ContextEntity:
    """A person or group of CITATION.cff."""
    if "family-names" in cited:
        name = f"{cited.get('given-names', '')} {cited['family-names']}".strip()
        return entity(crate, cited.get("orcid") or f"#author-{index}", "Person", name=name)
    return entity(crate, f"#author-{index}", "Organization", name=cited["name"])


def single(values: list[Any]) -> Any:
    """One value as itself, several as a list, as JSON-LD in its compact form has them."""
    return values[0] if len(values) == 1 else values
