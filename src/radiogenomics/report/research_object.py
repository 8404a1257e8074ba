"""The results of a study as a Workflow Run RO-Crate: what was made, by what, from what, with checksums.

Profile: https://w3id.org/ro/wfrun/workflow/0.5, on RO-Crate 1.1.
"""

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from rocrate.model import ContextEntity
from rocrate.rocrate import ROCrate

from radiogenomics.files import sha256_of
from radiogenomics.report.about import About
from radiogenomics.report.crate_entities import author, entity, file, single, software
from radiogenomics.report.results import Results

PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}
BIOSCHEMAS = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
TERMS = "https://w3id.org/ro/terms/workflow-run/context"
METADATA = "ro-crate-metadata.json"
LISTED = (
    *("*.csv", "*.json", "*.html", "tables/*", "figures/**/*", "cards/*", "checklists/*", "labels/*"),
    *("images/*.csv", "images/*.json", "weights/**/*.json", "features/*.csv"),
    *("predictions/**/*", "cross_validation/**/*", "importance/**/*", "refits/**/*"),
    *("before_training/*", "before_evaluation/*", "training/**/*.json", "training/**/*.csv"),
)
"""Files of a study that are listed; arrays of images, weights and checkpoints are not."""
SOURCES = ("features/*_sources.csv", "predictions_sources.csv", "predictions/external/*_sources.csv")
MOST_SOURCES = 100
"""Files of one table that are named one by one; of more, the table that names them is the input."""


def research_object(
    about: About, results: Results, workflow: str, citation: str | Path, provenance: Mapping[str, Any]
) -> dict[str, Any]:
    """Content of `ro-crate-metadata.json` of a study's folder.

    Nothing is fetched, and no path of a machine is written: files are named below the folder, and what lies elsewhere
    is named by its checksum.

    Args:
        about: what the configuration says of the study.
        results: its folder, which is the crate; with `about`, so that nothing is listed that an earlier run left.
        workflow: path of the Snakefile's copy below the folder.
        citation: CITATION.cff of the workflow, for its name, version, licence and authors.
        provenance: the run's record, see `provenance.json`.
    """
    cited = yaml.safe_load(Path(citation).read_text(encoding="utf-8"))
    crate = ROCrate(version="1.1")
    crate.metadata.extra_contexts.append(TERMS)
    authors = [author(crate, index, cite) for index, cite in enumerate(cited["authors"], start=1)]
    main = _workflow(crate, results, workflow, cited, provenance, authors)
    files = [file(crate, results.folder, name) for name in _listed(results) if name != workflow]
    _run(crate, about, results, main, files, _inputs(crate, about, results, provenance), authors)
    root = crate.root_dataset
    root["name"] = about.title
    root["description"] = f"Results of the study {about.name}. {'Simulated' if about.simulated else 'Real'} patients."
    root["datePublished"] = provenance["created"]
    root["author"] = single(authors)
    root["publisher"] = authors[0]
    root["license"] = _terms(crate, about, cited)
    root["conformsTo"] = [entity(crate, url, "CreativeWork", name=n, version=v) for url, (n, v) in PROFILES.items()]
    return _as_json(crate)


def _listed(results: Results) -> list[str]:
    names = {name for pattern in LISTED for name in results.names(pattern)}
    kept = (name for name in names if not name.endswith((".damaged", ".part")) and name != METADATA)
    return sorted(name for name in kept if not any(part.startswith(".") for part in Path(name).parts))


def _workflow(
    crate: ROCrate,
    results: Results,
    workflow: str,
    cited: Mapping[str, Any],
    provenance: Mapping[str, Any],
    authors: list[ContextEntity],
) -> Any:
    """The Snakefile, with the software that it needs."""
    git, packages = provenance["git"], {"Python": provenance["python"], **provenance["packages"]}
    required = [software(crate, name, version) for name, version in packages.items() if version]
    properties = {
        "name": cited["title"],
        "sha256": sha256_of(results.folder / workflow),
        "version": git["revision"] if git else cited["version"],
        "license": {"@id": f"https://spdx.org/licenses/{cited['license']}"},
        "encodingFormat": "text/plain",
        "conformsTo": {"@id": BIOSCHEMAS},
        "creator": single([{"@id": author.id} for author in authors]),
        "softwareRequirements": [{"@id": package.id} for package in required],
    }
    version = provenance["packages"].get("snakemake")
    return crate.add_workflow(
        dest_path=workflow, main=True, lang="snakemake", lang_version=version, properties=properties
    )


def _inputs(crate: ROCrate, about: About, results: Results, provenance: Mapping[str, Any]) -> list[Any]:
    """Configuration, seed and what was read from the archive, by checksum; sources keep their name alone."""
    values = {"configuration SHA-256": provenance["config_sha256"], "seed": str(provenance["seed"])}
    inputs = [
        entity(crate, f"#{name.replace(' ', '-')}", "PropertyValue", name=name, value=value)
        for name, value in values.items()
    ]
    if about.cohort:
        what = "simulated by this run" if about.simulated else str(about.settings.get("source", about.cohort))
        inputs.append(entity(crate, "#cohort", "CreativeWork", name=f"Cohort {about.cohort}", description=what))
    for name in (table for pattern in SOURCES for table in results.names(pattern)):
        rows = results.table(name)
        if len(rows) > MOST_SOURCES:
            inputs.append(crate.dereference(name))
            continue
        for row in rows.itertuples():
            read = Path(str(row.source)).name
            inputs.append(entity(crate, f"#sha256-{row.sha256}", "CreativeWork", name=read, sha256=row.sha256))
    return list(dict.fromkeys(inputs))


def _run(
    crate: ROCrate,
    about: About,
    results: Results,
    workflow: Any,
    outputs: list[Any],
    inputs: list[Any],
    agents: list[ContextEntity],
) -> None:
    """The run itself, between the first and the last time at which one of its files was written."""
    times = [(results.folder / name).stat().st_mtime for name in _listed(results)]
    properties = {
        "name": f"Run of the study {about.name}",
        "description": "Start and end are the times at which the first and the last of the listed files were written.",
        "startTime": _time(min(times)),
        "endTime": _time(max(times)),
        "actionStatus": "http://schema.org/CompletedActionStatus",
        "agent": single([{"@id": agent.id} for agent in agents]),
    }
    action = crate.add_action(workflow, identifier="#run", object=inputs, result=outputs, properties=properties)
    crate.root_dataset["mentions"] = action


def _terms(crate: ROCrate, about: About, cited: Mapping[str, Any]) -> ContextEntity:
    """Licence of the results: the workflow's own, and what the archive asks for."""
    licence = f"https://spdx.org/licenses/{cited['license']}"
    entity(crate, licence, "CreativeWork", name=cited["license"])
    text = f"Workflow: {cited['license']}."
    if not about.simulated:
        text += " Results describe patients of an archive; its terms of use apply to them."
    return entity(crate, "#licence", "CreativeWork", name="Terms of use", description=text)


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _as_json(crate: ROCrate) -> dict[str, Any]:
    """The metadata alone: the crate's files stay where they are."""
    with tempfile.TemporaryDirectory() as folder:
        crate.metadata.write(folder)
        return json.loads((Path(folder) / METADATA).read_text(encoding="utf-8"))
