"""The JSON Schema: accepts what the reader accepts, refuses unknown keys, and stays the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from bad_inputs.bad_documents import DOCUMENT

from seeder.cli import run
from seeder.scenario.document.documents import ScenarioDocument
from seeder.scenario.document.json_schema import document_schema
from seeder.scenario.document.yaml_document import read_yaml

SCENARIOS = sorted((Path(__file__).parents[3] / "scenarios").glob("*/*.yaml"))
SCHEMA = document_schema()
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
    "boolean": (bool,),
}

WORDS = {
    *("$ref", "$schema", "$defs", "title", "description", "default", "examples", "type", "enum", "const", "anyOf"),
    *("oneOf", "discriminator", "properties", "required", "additionalProperties", "propertyNames", "items", "minItems"),
    *("minLength", "maxLength", "minProperties", "not", "minimum", "maximum", "exclusiveMinimum", "pattern"),
    "patternProperties",
}


def _faults(value: Any, schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Check the part of JSON Schema that the document uses; an unknown word of it fails the test."""
    assert set(schema) <= WORDS, set(schema) - WORDS
    if "$ref" in schema:
        yield from _faults(value, SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]], path)
    kinds = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    if kinds and not any(
        isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool)) for kind in kinds
    ):
        yield f"{path}: not of type {kinds}"
        return
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices is not None and all(list(_faults(value, choice, path)) for choice in choices):
        yield f"{path}: fits none of the alternatives"
    if "not" in schema and not list(_faults(value, schema["not"], path)):
        yield f"{path}: fits what it may not"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: not one of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{path}: not {schema['const']}"
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        more = schema.get("additionalProperties", True)
        for key, inner in value.items():
            alike = [part for pattern, part in schema.get("patternProperties", {}).items() if re.search(pattern, key)]
            if alike:
                yield from _faults(inner, alike[0], f"{path}.{key}")
            elif key in properties:
                yield from _faults(inner, properties[key], f"{path}.{key}")
            elif more is False:
                yield f"{path}: unknown key {key}"
            elif isinstance(more, dict):
                yield from _faults(inner, more, f"{path}.{key}")
        for key in value if "propertyNames" in schema else ():
            yield from _faults(key, schema["propertyNames"], f"{path}.{key} (key)")
        if len(value) < schema.get("minProperties", 0):
            yield f"{path}: too few keys"
        yield from (f"{path}: {key} is missing" for key in schema.get("required", ()) if key not in value)
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{path}: too short"
        for position, inner in enumerate(value):
            yield from _faults(inner, schema.get("items", {}), f"{path}.{position}")
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = schema.get("minimum", float("-inf")), schema.get("maximum", float("inf"))
        if not low <= value <= high or value <= schema.get("exclusiveMinimum", float("-inf")):
            yield f"{path}: out of range"
    if isinstance(value, str) and (
        len(value) < schema.get("minLength", 0) or not re.search(schema.get("pattern", ""), value)
    ):
        yield f"{path}: text does not fit"


def _data(text: str) -> dict[str, Any]:
    located = read_yaml("s.yaml", text, lambda issue: pytest.fail(str(issue)))
    assert located is not None
    return located.data


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_shipped_scenarios_fit(path: Path) -> None:
    data = _data(path.read_text("utf-8"))
    assert list(_faults(data, SCHEMA)) == []
    if find_spec("jsonschema") is not None:
        import_module("jsonschema").validate(data, SCHEMA)


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("colour: red\n", "unknown key colour"),
        ("approaches: {cold: {efort: 1}}\n", "unknown key efort"),
        ("approaches: {cold: {effort: -1}}\n", "out of range"),
        ("approaches: {cold: {acceptance: 2}}\n", "none of the alternatives"),
        ("approaches: {cold: {fee: maybe}}\n", "none of the alternatives"),
        ("rules: {conflicts: [[alice]]}\n", "too short"),
        ("rules: {groups: [{at_most: 1}]}\n", "where is missing"),
        ("rules: {groups: [{where: x == 1, at_most: 130%}]}\n", "none of the alternatives"),
        ("rules: {groups: [{where: x == 1, at_least: 0.3}]}\n", "none of the alternatives"),
        ("rules: {accounts: {at_least: 30%}}\n", "none of the alternatives"),
        ("rules: {together: [[alice]]}\n", "too short"),
        ("rules: {include: [{acount: alice}]}\n", "none of the alternatives"),
        ("audience: {kind: seperate}\n", "none of the alternatives"),
        ("audience: {kind: separate, outside: ignore}\n", "none of the alternatives"),
        ("audience: {kind: segments, table: s.csv}\n", "none of the alternatives"),
        ("audience: {kind: followers, table: f.csv, sample: 0}\n", "none of the alternatives"),
        ("plan: {link: 'javascript:alert(1)'}\n", "none of the alternatives"),
        ("interested: 0\n", "none of the alternatives"),
        ("tiers: {mid: 1.5}\n", "not of type"),
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(more: str, fault: str) -> None:
    faults = list(_faults(_data(DOCUMENT + more), SCHEMA))
    assert faults
    if "alternatives" not in fault:
        assert any(fault in found or "none of the alternatives" in found for found in faults)


@pytest.mark.parametrize(
    "more",
    [
        "rules: {include: [pew, 007, {account: alice, approach: ask}]}\n",
        "rules: {groups: [{where: x == 1, at_least: 2, at_most: 12.5%}], together: [[a, 007]]}\n",
        "approaches: {a: {on_yes: {effort: 1, cash: 2}}}\n",
        "approaches: {a: {Stunden: 2, fee: yes, costs: {cash: 10 EUR}}, b: {fee: false, on_yes: {samples: '1,200'}}}\n",
        "audience: {kind: separate}\n",
        "audience: {kind: segments, table: s.csv, memberships: m.csv, outside: ignore}\n",
        "audience: {kind: followers, table: f.parquet, people: p.csv, sample: 0.01}\n",
        "tiers: {celebrity: 2000000}\n",
        "interested: 0.2\n",
    ],
)
def test_what_the_reader_takes_the_schema_takes(more: str) -> None:
    assert list(_faults(_data(DOCUMENT + more), SCHEMA)) == []


@pytest.mark.parametrize(
    ("budget", "is_sound"),
    [
        ("{effort: 4}", True),
        ("{cash: 4, basis: expected}", True),
        ("{hours: 4, cash: '€1,500'}", True),
        ("{cash: 4 euros}", False),
        ("{}", False),
        ("{basis: expected}", False),
    ],
)
def test_a_budget_names_a_resource(budget: str, is_sound: bool) -> None:
    data = _data(DOCUMENT.replace("{effort: 4}", budget))
    assert (not list(_faults(data, SCHEMA))) == is_sound


def test_the_command_prints_it_and_always_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for _ in range(2):
        assert run(["schema"]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert json.loads(printed[0]) == SCHEMA


@pytest.mark.parametrize(
    ("table", "said"),
    [("overrides", "A column named like a resource"), ("accounts", "copied to the shortlist"), ("segments", None)],
)
def test_what_further_columns_are_is_said(table: str, said: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", table]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert run(["schema", table, "--json"]) == 0
    written = json.loads(capsys.readouterr().out).get("further_columns")
    if said is None:
        assert written is None
        assert last.startswith("weight")
    else:
        assert said in last
        assert written == last


def test_every_key_of_the_document_is_in_it() -> None:
    assert set(SCHEMA["properties"]) == set(ScenarioDocument.model_fields)
    assert SCHEMA["additionalProperties"] is False
    assert SCHEMA["$schema"].endswith("2020-12/schema")
