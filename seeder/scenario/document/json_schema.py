"""The JSON Schema of a scenario document, for editors."""

from __future__ import annotations

from typing import Any

from seeder.scenario.document.documents import ScenarioDocument

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def document_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``scenario.yaml`` and ``scenario.json``."""
    return {"$schema": SCHEMA_DIALECT, **ScenarioDocument.model_json_schema()}
