"""What a plan and a manifest claim, read from their documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seeder.run_folder.files import MANIFEST_FILE, OWN_DIGEST, PLAN_FILE
from seeder.scenario import Setting
from seeder.verification.shapes import Part


@dataclass(frozen=True, slots=True)
class PickClaim:
    """A pick as ``plan.json`` states it."""

    rank: int
    account: str
    approach: str
    tier: str
    costs: Mapping[str, float]
    acceptance: float
    expected: float
    added: float
    why: str


@dataclass(frozen=True, slots=True)
class ReserveClaim:
    """A stand-in as ``plan.json`` states it."""

    replaces: str
    account: str
    approach: str
    costs: Mapping[str, float]
    value: float


@dataclass(frozen=True, slots=True)
class UnknownClaim:
    """A number that it would pay to measure, as ``plan.json`` states it."""

    number: str
    account: str
    handle: str
    platform: str
    approach: str | None
    value: float
    low: float
    high: float
    source: str
    gain_at_least: float
    gain_at_most: float


@dataclass(frozen=True, slots=True)
class RestsClaim:
    """What a plan rests on, as ``plan.json`` states it."""

    given: float
    measured: float
    default: float
    default_by_number: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PlanClaims:
    """The content of ``plan.json``."""

    name: str
    objective: str
    status: str
    limit: str | None
    estimated: bool
    value: float | None
    bound: float | None
    gap: float | None
    bound_certified: float | None
    bound_is_proved: bool
    gross: float | None
    outcome: Mapping[str, float] | None
    spent: Mapping[str, float]
    budget: Mapping[str, float]
    basis: str
    picks: tuple[PickClaim, ...]
    reserves: tuple[ReserveClaim, ...]
    baselines: Mapping[str, float | None]
    conflict: tuple[tuple[str, str], ...] | None
    rests_on: RestsClaim | None
    measure_next: tuple[UnknownClaim, ...]
    interval: tuple[float | None, float | None] | None
    seed: int


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


def read_plan(document: Any) -> PlanClaims:
    """Read a plan; raises MalformedError where it is none."""
    parts = Part(PLAN_FILE, "", document).fields(
        (
            "schema_version",
            "name",
            "objective",
            "status",
            "limit",
            "estimated",
            "value",
            "bound",
            "gap",
            "bound_certified",
            "bound_is_proved",
            "gross",
            "outcome",
            "spent",
            "budget",
            "basis",
            "picks",
            "reserves",
            "baselines",
            "conflict",
            "rests_on",
            "measure_next",
            "interval",
            "seed",
        )
    )
    return PlanClaims(
        name=parts["name"].text(),
        objective=parts["objective"].text(),
        status=parts["status"].text(),
        limit=parts["limit"].optional(Part.text),
        estimated=parts["estimated"].truth(),
        value=parts["value"].optional(Part.number),
        bound=parts["bound"].optional(Part.number),
        gap=parts["gap"].optional(Part.number),
        bound_certified=parts["bound_certified"].optional(Part.number),
        bound_is_proved=parts["bound_is_proved"].truth(),
        gross=parts["gross"].optional(Part.number),
        outcome=parts["outcome"].optional(_outcome),
        spent=parts["spent"].amounts(),
        budget=parts["budget"].amounts(),
        basis=parts["basis"].text(),
        picks=tuple(_pick(part) for part in parts["picks"].items()),
        reserves=tuple(_reserve(part) for part in parts["reserves"].items()),
        baselines={
            name: part.optional(Part.number)
            for name, part in parts["baselines"].fields(("greedy", "top_followers")).items()
        },
        conflict=parts["conflict"].optional(_conflict),
        rests_on=parts["rests_on"].optional(_rests_on),
        measure_next=tuple(_unknown(part) for part in parts["measure_next"].items()),
        interval=parts["interval"].optional(_interval),
        seed=parts["seed"].whole(),
    )


def _outcome(part: Part) -> Mapping[str, float]:
    return {name: number.number() for name, number in part.fields(("p10", "p50", "p90", "nobody")).items()}


def _interval(part: Part) -> tuple[float | None, float | None]:
    parts = part.fields(("low", "high"))
    return parts["low"].optional(Part.number), parts["high"].optional(Part.number)


def _pick(part: Part) -> PickClaim:
    parts = part.fields(("rank", "account", "approach", "tier", "costs", "acceptance", "expected", "added", "why"))
    return PickClaim(
        rank=parts["rank"].whole(),
        account=parts["account"].text(),
        approach=parts["approach"].text(),
        tier=parts["tier"].text(),
        costs=parts["costs"].amounts(),
        acceptance=parts["acceptance"].number(),
        expected=parts["expected"].number(),
        added=parts["added"].number(),
        why=parts["why"].text(),
    )


def _reserve(part: Part) -> ReserveClaim:
    parts = part.fields(("replaces", "account", "approach", "costs", "value"))
    return ReserveClaim(
        replaces=parts["replaces"].text(),
        account=parts["account"].text(),
        approach=parts["approach"].text(),
        costs=parts["costs"].amounts(),
        value=parts["value"].number(),
    )


def _conflict(part: Part) -> tuple[tuple[str, str], ...]:
    entries = [entry.fields(("rule", "at")) for entry in part.items()]
    return tuple((entry["rule"].text(), entry["at"].text()) for entry in entries)


def _rests_on(part: Part) -> RestsClaim:
    parts = part.fields(("given", "measured", "default", "default_by_number"))
    return RestsClaim(
        given=parts["given"].number(),
        measured=parts["measured"].number(),
        default=parts["default"].number(),
        default_by_number=parts["default_by_number"].amounts(),
    )


def _unknown(part: Part) -> UnknownClaim:
    gains = ("gain_at_least", "gain_at_most")
    parts = part.fields(
        ("number", "account", "handle", "platform", "approach", "value", "low", "high", "source", *gains)
    )
    return UnknownClaim(
        number=parts["number"].text(),
        account=parts["account"].text(),
        handle=parts["handle"].text(),
        platform=parts["platform"].text(),
        approach=parts["approach"].optional(Part.text),
        value=parts["value"].number(),
        low=parts["low"].number(),
        high=parts["high"].number(),
        source=parts["source"].text(),
        gain_at_least=parts["gain_at_least"].number(),
        gain_at_most=parts["gain_at_most"].number(),
    )


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
