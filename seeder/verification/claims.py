"""What a plan and a manifest claim; the manifest is read from its document here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seeder.plan_document import PlanDocument
from seeder.run_folder.files import MANIFEST_FILE, OWN_DIGEST
from seeder.scenario import Setting
from seeder.verification.shapes import Part

PlanClaims = PlanDocument
"""What a plan claims: all that ``plan.json`` holds."""


@dataclass(frozen=True, slots=True)
class FileClaim:
    """A file by its digest and size; ``path`` is '' for a file of the run."""

    name: str
    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class ProblemClaim:
    """The problem that was solved: a digest of what is exact in it, and sums of what was computed."""

    digest: str
    sums: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ManifestClaims:
    """What of ``manifest.json`` something follows from, and how many records stand beside it."""

    seed: int
    method: str
    relative_gap: float
    problem: ProblemClaim
    is_interrupted: bool
    version: str
    inputs: tuple[FileClaim, ...]
    settings: tuple[Setting, ...]
    files: tuple[FileClaim, ...]
    own_digest: str


def read_manifest(document: Any) -> ManifestClaims:
    """Read a manifest; raises MalformedError where it is none."""
    parts = Part(MANIFEST_FILE, "", document).fields(
        (
            "schema_version",
            "command",
            "seed",
            "method",
            "stop",
            "problem",
            "interrupted",
            "seconds",
            "versions",
            "inputs",
            "settings",
            "files",
            OWN_DIGEST,
        )
    )
    for word in parts["command"].items():
        word.text()
    parts["seconds"].amounts()
    versions = {name: part.text() for name, part in parts["versions"].entries().items()}
    stop = parts["stop"].fields(("time_limit", "relative_gap", "iterations"))
    stop["time_limit"].optional(_seconds)
    stop["iterations"].optional(Part.whole)
    problem = parts["problem"].fields(("digest", "sums"))
    return ManifestClaims(
        seed=parts["seed"].whole(),
        method=parts["method"].text(),
        relative_gap=_relative_gap(stop["relative_gap"]),
        problem=ProblemClaim(problem["digest"].text(), problem["sums"].amounts()),
        is_interrupted=parts["interrupted"].truth(),
        version=versions.get("seeder", "unknown"),
        inputs=tuple(_input(part) for part in parts["inputs"].items()),
        settings=tuple(_setting(part) for part in parts["settings"].items()),
        files=tuple(_file(name, part) for name, part in parts["files"].entries().items()),
        own_digest=parts[OWN_DIGEST].text(),
    )


def _seconds(part: Part) -> float:
    seconds = part.number()
    if seconds < 0:
        raise part.refuse("It is a time of 0 seconds or more")
    return seconds


def _relative_gap(part: Part) -> float:
    gap = part.number()
    if not 0 <= gap < 1:
        raise part.refuse("It is a share from 0 to below 1")
    return gap


def _input(part: Part) -> FileClaim:
    parts = part.fields(("name", "path", "sha256", "bytes"))
    return FileClaim(
        name=parts["name"].text(),
        path=parts["path"].text(),
        sha256=parts["sha256"].text(),
        size=parts["bytes"].whole(),
    )


def _setting(part: Part) -> Setting:
    parts = part.fields(("key", "value", "origin"))
    key = tuple(piece.key() for piece in parts["key"].items())
    if not key:
        raise parts["key"].refuse("It leads to a value of the document")
    return Setting(key, parts["value"].text(), parts["origin"].text())


def _file(name: str, part: Part) -> FileClaim:
    parts = part.fields(("sha256", "bytes"))
    return FileClaim(name=name, path="", sha256=parts["sha256"].text(), size=parts["bytes"].whole())
