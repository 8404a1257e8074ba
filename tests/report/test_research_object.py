import json
import socket

import pytest
from rocrate.rocrate import ROCrate

from radiogenomics.files import read_json, sha256_of, write_json
from radiogenomics.report.research_object import PROFILES, TERMS, research_object
from radiogenomics.report.results import Results


@pytest.fixture
def content(about, folder, repository, monkeypatch):
    """Metadata of the small study, made where there is no network."""

    def refuse(*arguments, **options):
        raise OSError("no network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    record = read_json(folder / "provenance.json")
    return research_object(about, Results(folder), "workflow/Snakefile", repository / "CITATION.cff", record)


@pytest.fixture
def entities(content):
    return {entity["@id"]: entity for entity in content["@graph"]}


def test_it_is_read_again_by_the_library(content, folder):
    write_json(content, folder / "ro-crate-metadata.json")
    crate = ROCrate(folder)
    assert crate.mainEntity.id == "workflow/Snakefile"
    assert {"File", "SoftwareSourceCode", "ComputationalWorkflow"} <= set(crate.mainEntity.type)
    assert crate.dereference("metrics.csv")["sha256"] == sha256_of(folder / "metrics.csv")


def test_profiles_and_terms_are_declared(content, entities):
    assert content["@context"] == ["https://w3id.org/ro/crate/1.1/context", TERMS]
    declared = {reference["@id"] for reference in entities["./"]["conformsTo"]}
    assert declared == set(PROFILES) and set(PROFILES) <= set(entities)


def test_the_root_has_what_the_specification_asks_for(entities):
    root = entities["./"]
    assert all(root[key] for key in ("name", "description", "datePublished", "license", "author", "mainEntity"))
    assert entities[root["license"]["@id"]]["description"].endswith("its terms of use apply to them.")


def test_the_run_names_its_workflow_inputs_outputs_and_times(entities, folder):
    run = entities["#run"]
    assert run["@type"] == "CreateAction" and run["instrument"] == {"@id": "workflow/Snakefile"}
    assert run["startTime"] <= run["endTime"]
    outputs = {reference["@id"] for reference in run["result"]}
    assert {"metrics.csv", "tables/m.html", "figures/roc_dti.svg", "provenance.json"} <= outputs
    assert all((folder / output).is_file() for output in outputs)
    values = {entities[reference["@id"]].get("value") for reference in run["object"]}
    assert {"c" * 64, "42"} <= values
    assert entities[f"#sha256-{'ab' * 32}"]["name"] == "features.zip"


def test_every_file_has_size_kind_and_checksum(entities, folder):
    files = [entity for entity in entities.values() if entity["@type"] == "File"]
    assert len(files) > 10
    for entity in files:
        path = folder / entity["@id"]
        assert entity["contentSize"] == str(path.stat().st_size) and entity["sha256"] == sha256_of(path)
        assert entity["encodingFormat"]


def test_software_has_its_version_and_what_is_absent_is_left_out(entities):
    names = {entity["name"]: entity["softwareVersion"] for entity in entities.values() if "softwareVersion" in entity}
    libraries = {"radiogenomics": "0.1.0", "snakemake": "9.27.1", "torch": "2.13.0+cpu", "scikit-learn": "1.9.1"}
    assert names == {"Python": "3.12.1", **libraries}


def test_no_path_of_a_machine_is_in_it(content, folder):
    text = json.dumps(content)
    assert "somebody" not in text and str(folder) not in text and str(folder.parents[1]) not in text


def test_every_reference_leads_to_an_entity(content, entities):
    def references(value):
        if isinstance(value, dict):
            if set(value) == {"@id"}:
                yield value["@id"]
            for item in value.values():
                yield from references(item)
        elif isinstance(value, list):
            for item in value:
                yield from references(item)

    missing = {reference for entity in content["@graph"] for reference in references(entity)} - set(entities)
    assert all(reference.startswith("https://") for reference in missing)


def test_damaged_and_unfinished_files_are_not_listed(about, folder, repository):
    (folder / "metrics.csv.damaged").write_text("x")
    (folder / "tables" / ".hidden.csv").write_text("x")
    record = read_json(folder / "provenance.json")
    made = research_object(about, Results(folder), "workflow/Snakefile", repository / "CITATION.cff", record)
    assert "damaged" not in json.dumps(made) and "hidden" not in json.dumps(made)


def test_files_of_removed_models_are_no_results(about, folder, repository):
    left = ["predictions/external/removed.csv", "predictions/old/dti.csv", "figures/roc_old.svg", "refits/old/dti.csv"]
    mine = ["predictions/forest/dti.csv", "images/window.json", "weights/width8/resnet_10_fitted.json"]
    for name in (*left, *mine):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x\n")
    record = read_json(folder / "provenance.json")
    made = research_object(about, Results(folder, about), "workflow/Snakefile", repository / "CITATION.cff", record)
    listed = {entity["@id"] for entity in made["@graph"]}
    assert set(mine) <= listed and not set(left) & listed


def test_many_sources_are_named_by_their_table(about, folder, repository):
    rows = "".join(f"scan{k}.nii.gz,{k:064x}\n" for k in range(101))
    (folder / "features" / "captk_sources.csv").write_text(f"source,sha256\n{rows}")
    record = read_json(folder / "provenance.json")
    made = research_object(about, Results(folder), "workflow/Snakefile", repository / "CITATION.cff", record)
    run = next(entity for entity in made["@graph"] if entity["@id"] == "#run")
    assert {"@id": "features/captk_sources.csv"} in run["object"] and len(run["object"]) < 10
