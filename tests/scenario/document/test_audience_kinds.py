"""A scenario knows all its audiences in one way; two at once are an issue with a way out."""

# ruff: noqa: E501 (a case a line reads as the table that it is)

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from bad_inputs.bad_documents import ACCOUNTS, DOCUMENT

from seeder.errors import ScenarioError
from seeder.scenario import Scenario, read_scenario
from seeder.scenario.document.audience_kinds import ONE_KIND_RULE, TABLES_OF_KIND, kind_of_table, to_use_both
from seeder.scenario.tables.columns import TABLES

FILES = {
    "accounts.csv": ACCOUNTS,
    "s.csv": "segment,people\nstudents,5k\n",
    "m.csv": "handle,segment,share\nbob.yt,students,10%\n",
    "o.csv": "a,b,shared\nalice,bob,20\n",
}
SEGMENTS = "{kind: segments, table: s.csv, memberships: m.csv}"
OVERLAPS = "{kind: overlaps, table: o.csv}"


def _issues(folder: Path, more: str) -> list[tuple[str, str, str, str]]:
    for name, text in {**FILES, "scenario.yaml": DOCUMENT + more}.items():
        (folder / name).write_text(text)
    with pytest.raises(ScenarioError) as raised:
        read_scenario(folder)
    return [(str(issue.place), issue.found, issue.rule, issue.way_out) for issue in raised.value.issues]


def test_every_table_is_one_of_the_format() -> None:
    assert all(table in TABLES for tables in TABLES_OF_KIND.values() for table in tables.values())
    assert kind_of_table("people") == "followers"
    assert kind_of_table("posts") is None


@pytest.mark.parametrize(
    ("more", "place", "found"),
    [
        (f"audience: [{SEGMENTS}, {OVERLAPS}]\n", "5:11", "audience is a list"),
        ("audience: [segments, overlaps]\n", "5:11", "audience is a list"),
        ("audience: {kind: [segments, overlaps], table: o.csv}\n", "5:18", "audience.kind is a list"),
        (f"audience: {SEGMENTS[:-1]}, overlaps: o.csv}}\n", "5:62", "'overlaps' cannot be combined with an audience of kind 'segments'"),
        (f"audience: {OVERLAPS[:-1]}, segments: s.csv}}\n", "5:42", "'segments' cannot be combined with an audience of kind 'overlaps'"),
        (f"audience: {OVERLAPS[:-1]}, memberships: m.csv}}\n", "5:42", "'memberships' does not belong to the kind 'overlaps'"),
        (f"audience: {OVERLAPS[:-1]}, people: m.csv}}\n", "5:42", "'people' does not belong to the kind 'overlaps'"),
        (f"audience: {OVERLAPS}\nfollowers: m.csv\n", "6:1", "'followers' cannot be combined with an audience of kind 'overlaps'"),
        ("audience: {segments: s.csv, overlaps: o.csv}\n", "5:11", "no kind, but keys of segments and overlaps"),
    ],
)  # fmt: skip
def test_two_kinds_in_one_document(more: str, place: str, found: str, tmp_path: Path) -> None:
    ((told_place, told_found, rule, way_out),) = _issues(tmp_path, more)
    assert told_place == f"scenario.yaml:{place}"
    assert found in told_found
    assert rule == ONE_KIND_RULE
    assert way_out.endswith(to_use_both())


@pytest.mark.parametrize(
    ("more", "place", "way_out"),
    [
        ("overlaps: o.csv\n", "5:1", "Write 'audience: {kind: overlaps, table: overlaps.csv}'"),
        ("segments: s.csv\n", "5:1", "Write 'audience: {kind: segments, table: segments.csv}'"),
        ("memberships: m.csv\n", "5:1", "Write 'audience: {kind: segments, table: segments.csv, memberships: memberships.csv}'"),
        ("audience: {kind: separate, overlaps: o.csv}\n", "5:28", "Write 'audience: {kind: overlaps, table: overlaps.csv}'"),
        ("audience: {kind: overlaps, overlaps: o.csv}\n", "5:28", "Write it as 'table'"),
        ("audience: {overlaps: o.csv}\n", "5:11", "Add 'kind: overlaps'"),
        ("audience: {unstated: similar}\n", "5:11", "Add 'kind: separate'"),
    ],
)  # fmt: skip
def test_one_kind_in_the_wrong_place(more: str, place: str, way_out: str, tmp_path: Path) -> None:
    ((told_place, _, rule, told_way_out),) = _issues(tmp_path, more)
    assert (told_place, told_way_out) == (f"scenario.yaml:{place}", way_out)
    assert rule != ONE_KIND_RULE


def test_frames_of_two_kinds() -> None:
    accounts = pd.DataFrame({"account": ["alice", "bob"], "followers": [5, 6]})
    overlaps = pd.DataFrame({"a": ["alice"], "b": ["bob"], "shared": [2]})
    segments = pd.DataFrame({"segment": ["x"], "people": [3]})
    memberships = pd.DataFrame({"handle": ["bob"], "segment": ["x"], "share": [0.5]})
    with pytest.raises(ScenarioError) as raised:
        Scenario.from_frames(
            accounts,
            budget={"effort": 1},
            segments=segments,
            memberships=memberships,
            overlaps=overlaps,
            audience={"kind": "segments"},
        )
    (issue,) = raised.value.issues
    assert (str(issue.place), issue.rule) == ("overlaps (frame)", ONE_KIND_RULE)
    assert issue.found == "the audience is of kind 'segments', but there are frames of several kinds"
    with pytest.raises(ScenarioError) as raised:
        Scenario.from_frames(accounts, budget={"effort": 1}, overlaps=overlaps)
    (issue,) = raised.value.issues
    assert issue.rule == "A frame of overlaps belongs to audiences of kind 'overlaps'"
    with pytest.raises(ScenarioError, match="Pass overlaps=frame"):
        Scenario.from_frames(accounts, budget={"effort": 1}, audience={"kind": "overlaps"})
