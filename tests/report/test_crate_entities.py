import pytest
from rocrate.rocrate import ROCrate

from radiogenomics.report.crate_entities import author, entity, file, single, software


@pytest.fixture
def crate() -> ROCrate:
    return ROCrate(version="1.1")


def test_an_entity_is_made_once(crate):
    first = entity(crate, "#a", "CreativeWork", name="A")
    assert entity(crate, "#a", "CreativeWork", name="B") is first
    assert first["name"] == "A" and first.type == "CreativeWork"


def test_packages_have_an_address_and_this_workflow_has_none(crate):
    assert software(crate, "torch", "2.13.0+cpu").id == "https://pypi.org/project/torch/2.13.0/"
    assert software(crate, "radiogenomics", "0.1.0").id == "#radiogenomics"
    assert software(crate, "Python", "3.12.1").id == "https://www.python.org/"


def test_people_and_groups_of_the_citation(crate):
    orcid = "https://orcid.org/0000-0000-0000-0000"
    person = author(crate, 1, {"family-names": "Doe", "given-names": "Jo", "orcid": orcid})
    assert (person.id, person.type, person["name"]) == (orcid, "Person", "Jo Doe")
    assert author(crate, 2, {"name": "A group"}).type == "Organization"


def test_a_file_of_unknown_kind_still_has_one(crate, tmp_path):
    (tmp_path / "a.unknown-kind").write_bytes(b"12345")
    assert file(crate, tmp_path, "a.unknown-kind")["encodingFormat"] == "application/octet-stream"


def test_one_value_stands_alone():
    assert single([1]) == 1 and single([1, 2]) == [1, 2]
