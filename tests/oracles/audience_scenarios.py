"""Small whole scenarios with audiences of every kind, drawn; and the ways from their tables to a Scenario.

Hard numbers are always among them: acceptances of 1 and one rounding below, clicks that make a chance 1 but for
rounding, and hours that are the same for everybody beside budgets that are no multiple of them.
"""

from __future__ import annotations

import csv
import dataclasses
import json
from collections.abc import Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from oracles.audience_enumeration import Row, Tables, handle_row, world_of
from oracles.problems import ALMOST_ONE

from seeder.formulation import Formulation, formulation_of
from seeder.scenario import Scenario, read_scenario
from seeder.scenario.audiences.follower_list import FollowerList
from seeder.scenario.audiences.segments import Segments

NAMES = ["ann", "bob", "cleo", "dov"]
MOST_HANDLES = 5

tenths = st.integers(0, 40).map(lambda n: n / 10)
shares = st.integers(0, 20).map(lambda n: n / 20)
acceptances = shares | st.sampled_from([1.0, ALMOST_ONE])
clicks = st.sampled_from([0.0, 0.1, 0.5, 1.0, 2.5, 7.0, 30.0])
interested = st.sampled_from([None, None, 0.05, 0.2, 0.5, 1.0])
factors = st.sampled_from([None, None, 0.0, 0.5, 1.0, 1.7, 4.0])
weights = st.sampled_from([None, None, 0.0, 1.0, 2.5])


class Kind(Enum):
    """What is known of who follows whom."""

    SEPARATE = "separate"
    SEGMENTS = "segments"
    FOLLOWERS = "followers"


class Form(Enum):
    """How tables reach the package."""

    BY_HAND = "by hand"
    FRAMES = "frames"
    CSV = "csv"
    PARQUET = "parquet"


@st.composite
def scenarios(draw: st.DrawFn, *, kinds: Sequence[Kind] = tuple(Kind), objective: str | None = None) -> Tables:
    """Draw the tables of a scenario of up to 4 accounts, 5 handles, and 3 segments or 7 people."""
    kind = draw(st.sampled_from(kinds))
    document: dict[str, Any] = {
        "name": "drawn",
        "objective": objective or draw(st.sampled_from(["reach", "clicks", "conversions"])),
    }
    own_interested = draw(interested)
    if own_interested is not None:
        document["interested"] = own_interested
    accounts = draw(_accounts())
    tables = Tables(document=document, accounts=accounts, overrides=[])
    if kind is Kind.SEGMENTS:
        tables = dataclasses.replace(tables, **draw(_segments(accounts)))
    elif kind is Kind.FOLLOWERS:
        tables = dataclasses.replace(tables, **draw(_followers(accounts)))
    if kind is not Kind.SEPARATE or draw(st.booleans()):
        document["audience"] = {"kind": kind.value}
    if kind is Kind.FOLLOWERS:
        sample = draw(st.sampled_from([None, 0.5, 0.1, 0.3]))
        if sample is not None:
            document["audience"]["sample"] = sample
    if kind is not Kind.SEPARATE:
        outside = draw(st.sampled_from([None, "separate", "ignore"]))
        if outside is not None:
            document["audience"]["outside"] = outside
    _draw_responses(draw, tables, may_be_blank=kind is Kind.SEPARATE)
    draw(_options_and_rules(tables))
    return tables


@st.composite
def _accounts(draw: st.DrawFn) -> list[Row]:
    rows: list[Row] = []
    for name in NAMES[: draw(st.integers(1, len(NAMES)))]:
        n_handles = draw(st.integers(1, 2)) if len(rows) < MOST_HANDLES - len(NAMES) + 1 else 1
        # One handle on two platforms, or two handles; an account's only handle may be its key.
        is_same = draw(st.booleans())
        platforms = draw(st.permutations(["x", "yt", ""]))
        for number in range(n_handles):
            own = name if n_handles == 1 and draw(st.booleans()) else name + "_" if is_same else f"{name}{number}"
            rows.append({"account": name, "handle": own, "platform": platforms[number]})
    return rows


def _references(accounts: list[Row], row: int) -> list[Row]:
    """Every way to name a row of the accounts table."""
    account = accounts[row]
    namesakes = [other for other in accounts if other["handle"] == account["handle"]]
    ways = []
    if account["platform"]:
        ways.append({"handle": account["handle"], "platform": account["platform"]})
    if len(namesakes) == 1:
        ways.append({"handle": account["handle"], "platform": ""})
    if sum(other["account"] == account["account"] for other in accounts) == 1:
        ways.append({"handle": account["account"], "platform": ""})
    return ways


def _rows_that_can_be_named(accounts: list[Row]) -> list[int]:
    return [row for row in range(len(accounts)) if _references(accounts, row)]


@st.composite
def _segments(draw: st.DrawFn, accounts: list[Row]) -> dict[str, Any]:
    segments: list[Row] = [
        {
            "segment": f"s{number}",
            "people": draw(st.integers(1, 40)),
            "interested": draw(interested),
            "weight": draw(weights),
        }
        for number in range(draw(st.integers(1, 3)))
    ]
    pairs = st.tuples(st.sampled_from(_rows_that_can_be_named(accounts)), st.integers(0, len(segments) - 1))
    memberships: list[Row] = []
    for row, segment in draw(st.lists(pairs, min_size=1, max_size=9, unique=True)):
        is_share = draw(st.booleans())
        memberships.append(
            {
                **draw(st.sampled_from(_references(accounts, row))),
                "segment": segments[segment]["segment"],
                "share": draw(shares) if is_share else None,
                "followers": None if is_share else draw(st.integers(0, segments[segment]["people"])),
                "fit": draw(factors),
            }
        )
    return {"segments": segments, "memberships": memberships}


@st.composite
def _followers(draw: st.DrawFn, accounts: list[Row]) -> dict[str, Any]:
    persons = draw(st.permutations(["p0", "p1", "p2", "007", "7", "é", "o'p"]))
    rows = _rows_that_can_be_named(accounts)
    edges = st.tuples(st.sampled_from(rows), st.sampled_from(persons))
    followers: list[Row] = [
        {
            **draw(st.sampled_from(_references(accounts, row))),
            "person": person,
            "tie": draw(st.sampled_from([None, None, None, 1.0, 0.5, 2.0, 0.0])),
        }
        for row, person in draw(st.lists(edges, min_size=1, max_size=14, unique=True))
    ]
    if draw(st.integers(0, 3)) == 0:
        again = draw(st.sampled_from(followers))
        named = draw(st.sampled_from(_references(accounts, handle_row(accounts, again))))
        tie = again["tie"] if again["tie"] not in (None, 1.0) else draw(st.sampled_from([None, 1.0]))
        followers.insert(draw(st.integers(0, len(followers))), {**again, **named, "tie": tie})
    people: list[Row] | None = None
    if draw(st.booleans()):
        listed = [*sorted({entry["person"] for entry in followers}), "follows nobody"]
        people = [
            {"person": person, "weight": draw(weights), "interested": draw(interested)}
            for person in draw(st.lists(st.sampled_from(listed), min_size=1, unique=True))
        ]
    return {"followers": followers, "people": people}


def _draw_responses(draw: st.DrawFn, tables: Tables, *, may_be_blank: bool) -> None:
    """Followers as many as cells hold, a fraction fewer, or more; rates of each row."""
    objective = tables.document["objective"]
    for account in tables.accounts:
        account |= {"followers": 0, "clicks": 0.0, "view": 0.0, "conversion": 0.0}
    people_of = world_of(tables).people_of
    for row, account in enumerate(tables.accounts):
        if may_be_blank and objective != "reach" and draw(st.integers(0, 4)) == 0:
            account["followers"] = None
        else:
            beyond = draw(st.sampled_from([0, 0, 1, 5, 100]))
            account["followers"] = int(people_of[row] + 1e-9) + beyond
        account |= {
            "clicks": 0.0 if account["followers"] == 0 else _clicks(draw, account["followers"]),
            "view": draw(shares),
            "conversion": draw(shares),
        }


def _clicks(draw: st.DrawFn, followers: int | None) -> float:
    """Any clicks, or a share of the followers as that of the interested: a chance of 1 but for rounding."""
    share = draw(st.sampled_from([None, None, 0.05, 0.2, 0.5, 1.0]))
    return draw(clicks) if share is None or followers is None else share * followers


@st.composite
def _options_and_rules(draw: st.DrawFn, tables: Tables) -> None:
    document, accounts = tables.document, tables.accounts
    names = list(dict.fromkeys(account["account"] for account in accounts))
    approaches: dict[str, Any] = {}
    for approach in ("ask", "intro")[: draw(st.integers(1, 2))]:
        entry: dict[str, Any] = {}
        if draw(st.booleans()):
            entry["acceptance"] = draw(acceptances)
        if draw(st.booleans()):
            entry["effort"] = draw(tenths)
        entry["costs"] = {"cash": draw(tenths)}
        if draw(st.booleans()):
            entry["on_yes"] = {draw(st.sampled_from(["effort", "cash"])): draw(tenths)}
        approaches[approach] = entry
    unit = draw(st.none() | st.sampled_from([0.3, 0.7, 1.1]))
    for name in names:
        effort, acceptance = draw(tenths) if unit is None else unit, draw(acceptances)
        for account in accounts:
            if account["account"] == name:
                account |= {"effort": effort, "acceptance": acceptance}
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(list(approaches)))
    tables.overrides.extend(
        {
            "account": account,
            "approach": approach,
            "effort": draw(st.none() | tenths),
            "acceptance": draw(st.none() | acceptances),
            "cash": draw(st.none() | tenths),
            "available": draw(st.sampled_from(["", "", "yes", "no"])),
        }
        for account, approach in draw(st.lists(pairs, max_size=2, unique=True))
    )
    budget: dict[str, Any] = {"effort": draw(st.integers(0, 80)) / 10}
    if draw(st.booleans()):
        budget["cash"] = draw(st.integers(0, 80)) / 10
    if draw(st.booleans()):
        budget["basis"] = draw(st.sampled_from(["reserved", "expected"]))
    rules: dict[str, Any] = {}
    kind = draw(st.sampled_from(["", "", "include", "exclude", "accounts", "conflicts", "together"]))
    if kind in ("include", "exclude"):
        rules[kind] = [draw(st.sampled_from(names))]
    elif kind == "accounts":
        rules[kind] = draw(st.dictionaries(st.sampled_from(["at_least", "at_most"]), st.integers(0, 3)))
    elif kind in ("conflicts", "together") and len(names) > 1:
        rules[kind] = [draw(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True))]
    document |= {"budget": budget, "approaches": approaches, "rules": rules}


@st.composite
def shuffled(draw: st.DrawFn, tables: Tables, *, with_accounts: bool = False) -> Tables:
    """Put the rows of all tables, or of all but the accounts table, into another order."""
    mixed: dict[str, Any] = {
        name: draw(st.permutations(rows)) for name, rows in _tables_beside_document(tables).items()
    }
    if with_accounts:
        mixed["accounts"] = draw(st.permutations(tables.accounts))
    return dataclasses.replace(tables, **mixed)


def kind_of(tables: Tables) -> Kind:
    """Kind of the audience that tables describe."""
    return Kind((tables.document.get("audience") or {"kind": "separate"})["kind"])


def make_scenario(tables: Tables, form: Form, folder: Path | None = None) -> Scenario:
    """Make a scenario of tables; ``folder`` is where files go."""
    if form is Form.FRAMES:
        return _from_frames(tables)
    if form is Form.BY_HAND:
        return dataclasses.replace(_from_frames(tables, is_separate=True), audience=audience_by_hand(tables))
    assert folder is not None
    return _from_files(tables, folder, suffix=form.value)


def make_formulation(scenario: Scenario) -> Formulation:
    """All stages up to the problem."""
    return formulation_of(scenario)


def audience_by_hand(tables: Tables, *, is_merged: bool = True) -> Segments | FollowerList | None:
    """What reading the audience tables should come to; people alike are one cell unless they are to stay apart."""
    kind, audience = kind_of(tables), tables.document.get("audience") or {}
    outside = audience.get("outside")
    if kind is Kind.SEGMENTS:
        return _segments_by_hand(tables, is_ignored=outside == "ignore")
    if kind is Kind.FOLLOWERS:
        sample = audience.get("sample")
        is_ignored = outside == "ignore" or (outside is None and sample is None)
        return _followers_by_hand(tables, 1.0 if sample is None else sample, is_ignored=is_ignored, is_merged=is_merged)
    return None


def _segments_by_hand(tables: Tables, *, is_ignored: bool) -> Segments:
    segments, memberships = tables.segments or [], tables.memberships or []
    keys = [segment["segment"] for segment in segments]
    people = {segment["segment"]: segment["people"] for segment in segments}
    return Segments(
        segment_id=tuple(keys),
        people=_floats(people[key] for key in keys),
        weight=_floats(_or(segment.get("weight"), 1.0) for segment in segments),
        interested=_floats(_or(segment.get("interested"), np.nan) for segment in segments),
        membership_handle=np.array([handle_row(tables.accounts, entry) for entry in memberships], dtype=np.int64),
        membership_segment=np.array([keys.index(entry["segment"]) for entry in memberships], dtype=np.int64),
        share=_floats(
            _or(entry.get("share"), (entry.get("followers") or 0) / people[entry["segment"]]) for entry in memberships
        ),
        fit=_floats(_or(entry.get("fit"), 1.0) for entry in memberships),
        outside_is_ignored=is_ignored,
    )


def _followers_by_hand(tables: Tables, sample: float, *, is_ignored: bool, is_merged: bool) -> FollowerList:
    ties: dict[str, dict[int, float]] = {}
    for entry in tables.followers or ():
        ties.setdefault(entry["person"], {})[handle_row(tables.accounts, entry)] = _or(entry.get("tie"), 1.0)
    about = {person["person"]: person for person in tables.people or ()}
    alike: dict[Any, list[str]] = {}
    for person in sorted(ties):
        known = about.get(person, {})
        key = (
            tuple(sorted(ties[person].items())),
            _or(known.get("weight"), 1.0),
            _or(known.get("interested"), -1.0),
            "" if is_merged else person,
        )
        alike.setdefault(key, []).append(person)
    cells = sorted(alike)
    entries = sorted((row, cell, tie) for cell, key in enumerate(cells) for row, tie in key[0])
    handle = [row for row, _, _ in entries]
    return FollowerList(
        n_people=_floats(len(alike[key]) for key in cells),
        weight=_floats(key[1] for key in cells),
        interested=_floats(np.nan if key[2] < 0 else key[2] for key in cells),
        start=np.searchsorted(handle, np.arange(len(tables.accounts) + 1)).astype(np.int64),
        cell=np.array([cell for _, cell, _ in entries], dtype=np.int32),
        tie=_floats(tie for _, _, tie in entries),
        followers_listed=_floats(sum(row in own for own in ties.values()) for row in range(len(tables.accounts))),
        sample=sample,
        outside_is_ignored=is_ignored,
    )


def _or(number: float | None, default: float) -> float:
    return default if number is None else number


def _floats(numbers: Iterable[float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(list(numbers), dtype=np.float64)


def _tables_beside_document(tables: Tables) -> dict[str, list[Row]]:
    """Tables that are there, without the accounts."""
    named = ("overrides", "segments", "memberships", "followers", "people")
    return {name: rows for name in named if (rows := getattr(tables, name))}


def _from_frames(tables: Tables, *, is_separate: bool = False) -> Scenario:
    keys = {key: value for key, value in tables.document.items() if not (is_separate and key == "audience")}
    for name, rows in _tables_beside_document(tables).items():
        if name == "overrides" or not is_separate:
            keys[name] = pd.DataFrame(rows)
    return Scenario.from_frames(pd.DataFrame(tables.accounts), **keys)


def _from_files(tables: Tables, folder: Path, *, suffix: str) -> Scenario:
    document = {**tables.document, "accounts": f"accounts.{suffix}"}
    beside = _tables_beside_document(tables)
    if "overrides" in beside:
        document["overrides"] = f"overrides.{suffix}"
    kind = kind_of(tables)
    if kind is not Kind.SEPARATE:
        named = {"segments": {"table": "segments", "memberships": "memberships"}}
        files = named.get(kind.value, {"table": "followers", **({"people": "people"} if "people" in beside else {})})
        document["audience"] = {**document["audience"], **{key: f"{name}.{suffix}" for key, name in files.items()}}
    for name, rows in {"accounts": tables.accounts, **beside}.items():
        (_write_csv if suffix == "csv" else _write_parquet)(folder / f"{name}.{suffix}", rows)
    (folder / "scenario.json").write_text(json.dumps(document), encoding="utf-8")
    return read_scenario(folder)


def _write_csv(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _write_parquet(path: Path, rows: list[Row]) -> None:
    import duckdb

    frame = pd.DataFrame(rows)  # noqa: F841 (named in the SQL)
    with duckdb.connect() as connection:
        connection.execute("COPY (SELECT * FROM frame) TO ? (FORMAT parquet)", [str(path)])
