"""The JSON schema of the configuration, for editors: made from the settings, as the reference is.

A file may be an overlay, so no key is required; names that an overlay removes may be null. What no schema can say,
such as names that must exist, a run says when it reads the configuration.
"""

import json
import sys
from pathlib import Path
from typing import Any

from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.config import NEVER_REMOVED, Config
from radiogenomics.networks.registry import network_names, settings_class
from radiogenomics.networks.settings import ModelSettings

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
REFERENCE = "#/$defs/{model}"


def config_schema() -> dict[str, Any]:
    """Schema of a file of configuration: `config.yaml` or an overlay."""
    schema = Config.model_json_schema(ref_template=REFERENCE)
    definitions = schema.pop("$defs")
    networks = [settings_class(network).model_json_schema(ref_template=REFERENCE) for network in network_names()]
    for network in networks:
        definitions |= network.pop("$defs", {})
    # Any network may stand where a model is asked for.
    definitions[ModelSettings.__name__] = {"anyOf": networks}
    _let_numbers_be_text(definitions[LabelSettings.__name__])
    found = {"$schema": SCHEMA, "title": "Configuration", **schema, "$defs": definitions}
    return _of_a_part(found)


def _let_numbers_be_text(label: dict[str, Any]) -> None:
    """Values of a label are read as text also where they look like numbers."""
    for name in ("positive", "negative", "missing", "column", "censored"):
        text = json.dumps(label["properties"][name])
        label["properties"][name] = json.loads(text.replace('"type": "string"', '"type": ["string", "number"]'))


def _of_a_part(schema: Any) -> Any:
    """A schema of which a file may have a part: without required keys, and with null for names that are removed."""
    if isinstance(schema, list):
        return [_of_a_part(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key not in ("required", "discriminator")}
    if isinstance(kept.get("properties"), dict):
        properties = {name: _of_a_part(_with_null(name, value)) for name, value in kept["properties"].items()}
        kept["properties"] = {
            name: {k: v for k, v in value.items() if k != "title"} for name, value in properties.items()
        }
    # An overlay need not say of which kind a study is, and may then be of several.
    if "oneOf" in kept:
        kept["anyOf"] = kept.pop("oneOf")
    return {key: value if key == "properties" else _of_a_part(value) for key, value in kept.items()}


def _with_null(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a key whose entries have names, which null removes."""
    entry = schema.get("additionalProperties")
    if name in NEVER_REMOVED or not isinstance(entry, dict):
        return schema
    return {**schema, "additionalProperties": {"anyOf": [entry, {"type": "null"}]}}


def schema_text() -> str:
    """The schema as its file has it."""
    return json.dumps(config_schema(), indent=1) + "\n"


def main(folder: str) -> None:
    """Write the schema as `schema.json` of the config folder."""
    Path(folder, "schema.json").write_text(schema_text())


if __name__ == "__main__":
    main(*sys.argv[1:])
