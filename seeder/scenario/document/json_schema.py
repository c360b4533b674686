"""The JSON Schema of a scenario document, for editors."""

from __future__ import annotations

import json
from typing import Any

from seeder.scenario.document.documents import ScenarioDocument

SCHEMA_FILE = "seeder.schema.json"
SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def document_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``scenario.yaml`` and ``scenario.json``."""
    return {"$schema": SCHEMA_DIALECT, **ScenarioDocument.model_json_schema()}


def schema_bytes() -> bytes:
    """Content of the file with the schema that documents beside it complete from."""
    return (json.dumps(document_schema(), indent=2, ensure_ascii=False) + "\n").encode("utf-8")
