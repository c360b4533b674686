"""``manifest.json`` is of the shape that is declared, and nothing else is taken for one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from oracles.runs import SETTING, solve_by_enumeration, write_scenario

import seeder
from seeder.run_folder.document_reading import MalformedError, read_document
from seeder.run_folder.manifest import ManifestDocument

Change = Callable[[dict[str, Any]], Any]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    place = tmp_path_factory.mktemp("manifest")
    write_scenario(place / "scenario")
    run = solve_by_enumeration(seeder.read_scenario(place / "scenario", settings=[SETTING]))
    seeder.write_run(run, place / "run", command=["seeder", "solve", "caf\udce9"])
    return (Path(place) / "run" / "manifest.json").read_bytes()


@pytest.fixture
def manifest(written: bytes) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(written)
    return document


def test_every_key_is_declared_and_read(manifest: dict[str, Any]) -> None:
    read = read_document(manifest, ManifestDocument, file="manifest.json")
    assert list(manifest) == list(ManifestDocument.model_fields)
    assert read.to_document() == manifest
    assert read.version == manifest["versions"]["seeder"]


def test_half_characters_of_names_are_read(manifest: dict[str, Any]) -> None:
    manifest["inputs"][0]["path"] = "../caf\udce9/scenario.yaml"
    manifest["files"]["caf\udce9"] = manifest["files"]["plan.json"]
    read = read_document(manifest, ManifestDocument, file="manifest.json")
    assert read.command[-1] == "caf\udce9"
    assert read.inputs[0].path == "../caf\udce9/scenario.yaml"
    assert "caf\udce9" in read.files


CHANGES: list[tuple[str, str, Change]] = [
    ("", "the document lacks seed", lambda it: it.pop("seed")),
    ("", "the document has unknown keys: further", lambda it: it.update(further=1)),
    ("command", 'command is "seeder"', lambda it: it.update(command="seeder")),
    ("command.0", "command.0 is 1", lambda it: it.update(command=[1])),
    ("seed", "seed is -1", lambda it: it.update(seed=-1)),
    ("seed", "seed is true", lambda it: it.update(seed=True)),
    ("method", "method is null", lambda it: it.update(method=None)),
    ("interrupted", "interrupted is 0", lambda it: it.update(interrupted=0)),
    ("draws", "draws is 0", lambda it: it.update(draws=0)),
    ("draws", "draws is 1.5", lambda it: it.update(draws=1.5)),
    ("stop.relative_gap", "stop.relative_gap is 1.0", lambda it: it["stop"].update(relative_gap=1.0)),
    ("stop.relative_gap", "stop.relative_gap is -0.5", lambda it: it["stop"].update(relative_gap=-0.5)),
    ("stop.relative_gap", "stop.relative_gap is NaN", lambda it: it["stop"].update(relative_gap=float("nan"))),
    ("stop.time_limit", "stop.time_limit is -1", lambda it: it["stop"].update(time_limit=-1)),
    ("stop.iterations", "stop.iterations is 1.5", lambda it: it["stop"].update(iterations=1.5)),
    ("stop", "stop is [1]", lambda it: it.update(stop=[1])),
    ("problem", "problem lacks sums", lambda it: it["problem"].pop("sums")),
    ("problem.sums.x", "problem.sums.x is 1000", lambda it: it["problem"]["sums"].update(x=10**400)),
    ("seconds.solve", 'seconds.solve is "1"', lambda it: it["seconds"].update(solve="1")),
    ("versions.python", "versions.python is 3.11", lambda it: it["versions"].update(python=3.11)),
    ("inputs.0", "inputs.0 has unknown keys: size", lambda it: it["inputs"][0].update(size=1)),
    ("inputs.0.bytes", "inputs.0.bytes is 1.0", lambda it: it["inputs"][0].update(bytes=1.0)),
    ("settings.0.key", "settings.0.key is []", lambda it: it["settings"][0].update(key=[])),
    ("settings.0.key.1", "settings.0.key.1 is -1", lambda it: it["settings"][0].update(key=["rules", -1])),
    ("settings.0.key.1", "settings.0.key.1 is true", lambda it: it["settings"][0].update(key=["rules", True])),
    ("settings.0.value", "settings.0.value is 3", lambda it: it["settings"][0].update(value=3)),
    ("files", "files is []", lambda it: it.update(files=[])),
    ("files.bytes", "files.bytes lacks sha256, bytes", lambda it: it["files"].update(bytes={})),
    ("files.sha256", "files.sha256 is 1", lambda it: it["files"].update(sha256=1)),
    (
        "files.stop",
        "files.stop has unknown keys: x",
        lambda it: it["files"].update(stop={"sha256": "", "bytes": 1, "x": 1}),
    ),
    ("sha256", "sha256 is 1", lambda it: it.update(sha256=1)),
]


@pytest.mark.parametrize(("place", "found", "change"), CHANGES, ids=[found for _, found, _ in CHANGES])
def test_what_is_no_manifest_is_refused(manifest: dict[str, Any], place: str, found: str, change: Change) -> None:
    change(manifest)
    with pytest.raises(MalformedError) as refused:
        read_document(manifest, ManifestDocument, file="manifest.json")
    (issue,) = refused.value.issues
    assert (issue.place.file, issue.place.column or "") == ("manifest.json", place)
    assert issue.found.startswith(found)
    assert issue.rule.startswith(("It must ", "Its keys must be "))
    assert issue.way_out == "Solve again"


def test_a_key_of_half_characters_is_refused_without_a_traceback(manifest: dict[str, Any]) -> None:
    manifest["\ud800"] = 1
    with pytest.raises(MalformedError):
        read_document(manifest, ManifestDocument, file="manifest.json")
