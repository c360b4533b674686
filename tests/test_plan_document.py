"""The one declaration of ``plan.json``: its schema describes it, and what is not as declared is refused by place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import seeder
from seeder.cli import run
from seeder.plan_document import LIMITS, STATUSES, PlanDocument, plan_schema
from seeder.run_folder.document_reading import MalformedError, read_document

SCENARIOS = Path(__file__).parents[1] / "scenarios"
INFEASIBLE = [seeder.Setting(("rules", "accounts"), "{at_least: 100000}", "--set rules.accounts={at_least: 100000}")]
SOLVED: list[tuple[str, list[seeder.Setting]]] = [
    ("charity-drive", []),
    ("one-celebrity-or-250", []),
    ("everywhere-or-niche", []),
    ("charity-drive", INFEASIBLE),
]
_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "null": lambda value: value is None,
}


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "$") -> Iterator[str]:
    """What a value breaks of a JSON Schema, as far as ``plan_schema`` uses the language."""
    known = {"$ref", "$schema", "$defs", "title", "description", "type", "enum", "const", "anyOf", "minimum"}
    known |= {"properties", "required", "additionalProperties", "items"}
    assert set(schema) <= known, set(schema) - known
    if "$ref" in schema:
        yield from faults(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, at)
    if "anyOf" in schema and all(list(faults(value, one, root, at)) for one in schema["anyOf"]):
        # What may be null has one other alternative: its faults say where.
        yield from faults(value, schema["anyOf"][0], root, at)
    if "type" in schema and not _TYPES[schema["type"]](value):
        yield f"{at}: not {schema['type']}"
        return
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        yield f"{at}: not one of the values"
    if value is not None and "minimum" in schema and value < schema["minimum"]:
        yield f"{at}: too small"
    if isinstance(value, dict):
        declared = schema.get("properties", {})
        yield from (f"{at}.{key}: missing" for key in schema.get("required", ()) if key not in value)
        for key, part in value.items():
            inner = declared.get(key, schema.get("additionalProperties", True))
            if inner is False:
                yield f"{at}.{key}: unknown"
            elif isinstance(inner, dict):
                yield from faults(part, inner, root, f"{at}.{key}")
    if isinstance(value, list):
        for position, part in enumerate(value):
            yield from faults(part, schema.get("items", {}), root, f"{at}.{position}")


def solved(name: str, settings: list[seeder.Setting]) -> seeder.Run:
    return seeder.run_scenario(seeder.read_scenario(SCENARIOS / name, settings=settings))


@pytest.fixture(scope="module")
def run_of_charity() -> seeder.Run:
    return solved(*SOLVED[0])


@pytest.fixture
def plan(run_of_charity: seeder.Run) -> dict[str, Any]:
    return copy.deepcopy(run_of_charity.plan.to_document())


@pytest.mark.parametrize(("name", "settings"), SOLVED, ids=["overlap", "separate", "segments", "infeasible"])
def test_plans_of_shipped_scenarios_are_as_the_schema_says(
    name: str, settings: list[seeder.Setting], tmp_path: Path
) -> None:
    run = solved(name, settings)
    seeder.write_run(run, tmp_path / "run")
    written = json.loads((tmp_path / "run" / "plan.json").read_bytes())
    assert (written["status"] == "infeasible") == bool(settings)
    assert list(faults(written, plan_schema(), plan_schema())) == []
    assert read_document(written, PlanDocument, file="plan.json").to_document() == written == run.plan.to_document()
    assert list(written) == list(PlanDocument.model_fields)


RESERVE = {"replaces": "ann", "account": "bob", "approach": "ask", "costs": {"effort": 1.0}}

CHANGES: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
    ("gap", lambda plan: plan.pop("gap")),
    ("further", lambda plan: plan.update(further=1)),
    ("value", lambda plan: plan.update(value="12")),
    ("estimated", lambda plan: plan.update(estimated=0)),
    ("seed", lambda plan: plan.update(seed=-1)),
    ("seed", lambda plan: plan.update(seed=1.5)),
    ("name", lambda plan: plan.update(name=None)),
    ("schema_version", lambda plan: plan.update(schema_version=2)),
    ("picks", lambda plan: plan.update(picks={})),
    ("picks.0", lambda plan: plan.update(picks=[3])),
    ("picks.0.costs.effort", lambda plan: plan["picks"][0]["costs"].update(effort=True)),
    ("picks.1.why", lambda plan: plan["picks"][1].pop("why")),
    ("reserves.0.value", lambda plan: plan.update(reserves=[{**RESERVE, "value": None}])),
    ("baselines.greedy", lambda plan: plan["baselines"].pop("greedy")),
    ("outcome.p50", lambda plan: plan["outcome"].update(p50=[])),
]


@pytest.mark.parametrize(("place", "change"), CHANGES, ids=[place for place, _ in CHANGES])
def test_schema_and_model_refuse_the_same(
    plan: dict[str, Any], place: str, change: Callable[[dict[str, Any]], Any]
) -> None:
    change(plan)
    (fault,) = faults(plan, plan_schema(), plan_schema())
    assert fault.startswith(f"$.{place}: ")
    with pytest.raises(MalformedError) as refused:
        read_document(plan, PlanDocument, file="plan.json")
    (issue,) = refused.value.issues
    parent, _, key = place.rpartition(".")
    assert (issue.place.file, issue.place.column) in {("plan.json", place), ("plan.json", parent or None)}
    assert key in issue.found
    assert issue.rule.startswith(("It must ", "Its keys must be ", "Input should be 1"))
    assert issue.way_out == "Solve again"


def test_every_issue_comes_at_once(plan: dict[str, Any]) -> None:
    plan["value"], plan["limit"] = "much", 3
    del plan["picks"][2]["rank"]
    plan["picks"][2] |= {"rnk": 1, "note": ""}
    plan["outcome"]["p10"] = 10**400
    with pytest.raises(MalformedError) as refused:
        read_document(plan, PlanDocument, file="plan.json")
    assert [str(issue.place) for issue in refused.value.issues] == [
        "plan.json:limit",
        "plan.json:value",
        "plan.json:outcome.p10",
        "plan.json:picks.2",
    ]
    *_, huge, keys = refused.value.issues
    assert huge.rule == "It must be a finite number"
    assert keys.found == "picks.2 lacks rank and has unknown keys: rnk, note"
    expected = "rank, account, approach, tier, costs, acceptance, expected, added, why"
    assert keys.rule == f"Its keys must be {expected}"


def test_a_foreign_document_does_not_flood(plan: dict[str, Any]) -> None:
    plan["picks"] = [3] * 10_000
    with pytest.raises(MalformedError) as refused:
        read_document(plan, PlanDocument, file="plan.json")
    assert len(refused.value.issues) == 21
    assert refused.value.issues[-1].found == "9,980 more places are not valid in a plan"


@pytest.mark.parametrize("foreign", [None, 3, "plan", [], {"schema_version": 1}, {"type": "FeatureCollection"}])
def test_what_is_no_plan_is_refused(foreign: Any) -> None:
    with pytest.raises(MalformedError) as refused:
        read_document(foreign, PlanDocument, file="plan.json")
    assert refused.value.issues[0].found.startswith("the document ")


def test_a_malformed_plan_is_not_read_back(run_of_charity: seeder.Run, tmp_path: Path) -> None:
    seeder.write_run(run_of_charity, tmp_path / "run")
    place = tmp_path / "run" / "plan.json"
    place.write_text(place.read_text("utf-8").replace('"rank": 1,', '"rank": "1",'), "utf-8")
    with pytest.raises(seeder.RunFolderError) as refused:
        seeder.read_run(tmp_path / "run")
    expected = 'plan.json:picks.0.rank: picks.0.rank is "1". It must be a whole number of 0 or more. Solve again.'
    assert str(refused.value) == expected


def test_text_that_is_no_unicode_is_kept(plan: dict[str, Any]) -> None:
    """Names of files may hold half characters, and a place of a rule names a file."""
    plan["conflict"] = [{"rule": "r", "at": "caf\udce9.yaml:1:1"}]
    assert read_document(plan, PlanDocument, file="plan.json").to_document() == plan


def test_the_schema_explains_every_key() -> None:
    schema = plan_schema()
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["title"] == "plan.json"
    for model in (schema, *schema["$defs"].values()):
        assert model["description"]
        assert model["additionalProperties"] is False
        assert model["required"] == list(model["properties"])
        for key, declared in model["properties"].items():
            assert declared.get("description"), key


def test_words_of_the_schema_are_those_of_the_solvers() -> None:
    assert list(STATUSES) == [reason.value for reason in seeder.TerminationReason]
    assert list(LIMITS) == [limit.value for limit in seeder.Limit]


def test_the_command_prints_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "plan"]) == 0
    assert json.loads(capsys.readouterr().out) == plan_schema()
