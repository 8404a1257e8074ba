"""The JSON schema by which editors complete and check the configuration."""

import json

import jsonschema
import pytest
import yaml

from radiogenomics.config import Config
from radiogenomics.config_schema import config_schema, schema_text


@pytest.fixture(scope="module")
def validator():
    schema = config_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_schema_is_up_to_date(repository):
    assert (repository / "config" / "schema.json").read_text() == schema_text(), "run `make config-schema`"


def test_every_ready_configuration_validates(validator, repository):
    files = [*repository.glob("config/*.yaml"), *repository.glob("tests/workflow/*.yaml")]
    assert len(files) > 15
    for path in files:
        errors = [
            f"{path.name}: {'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"
            for error in validator.iter_errors(yaml.safe_load(path.read_text()))
        ]
        assert errors == []


@pytest.mark.parametrize(
    "overlay",
    [
        {"sead": 1},
        {"seed": "many"},
        {"studies": {"s": {"trainig": {}}}},
        {"studies": {"s": {"kind": "network"}}},
        {"studies": {"s": {"kind": "networks", "tables": {}}}},
        {"studies": {"s": {"models": {"m": {"network": "resnet", "widht": 8}}}}},
        {"studies": {"s": {"groups": {"DSC": "DSC_PH"}}}},
        {"cohorts": {"c": {"simulation": {"noise": 2}}}},
        {"cohorts": {"c": {"exclude_patients": {"P1": None}}}},
    ],
    ids=str,
)
def test_what_a_run_refuses_an_editor_marks(validator, overlay):
    assert not validator.is_valid(overlay)


@pytest.mark.parametrize(
    "overlay",
    [
        {},
        {"studies": {"s": None}, "cohorts": {"c": None}},
        {"studies": {"s": {"groups": {"DSC": None}, "models": {"m": None}}}},
        {"studies": {"s": {"label": {"positive": 1, "negative": [0, 2]}}}},
        {"studies": {"s": {"published": "schmitz2024_table2"}}},
        {"studies": {"s": {"models": {"m": {"network": "timm:resnet18.a1_in1k", "trainable": "head"}}}}},
    ],
    ids=str,
)
def test_what_a_run_reads_an_editor_accepts(validator, overlay):
    assert validator.is_valid(overlay)


def test_every_key_is_described():
    schema = json.loads(schema_text())
    sections = [schema, *schema["$defs"].values()]
    keys = [(name, key) for section in sections for name, key in section.get("properties", {}).items()]
    assert set(Config.model_fields) == set(schema["properties"]) and len(keys) > 200

    def description(key):
        # That of a whole section stands with the section alone where both are the same.
        section = key.get("$ref", "").rpartition("/")[2]
        return key.get("description") or schema["$defs"].get(section, {}).get("description")

    assert [name for name, key in keys if not description(key)] == []
