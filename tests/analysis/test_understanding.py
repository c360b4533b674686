"""What was understood of an audience, in counts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import seeder
from seeder.analysis.understanding import AudienceCount, audience_notes, understand
from seeder.cli.texts.understanding_text import understanding_lines

ACCOUNTS = pd.DataFrame(
    [
        {"account": "ann", "followers": 1000, "clicks": 100},
        {"account": "bob", "followers": 800, "clicks": 200},
        {"account": "cat", "followers": 200, "clicks": 40},
    ]
)
SEGMENTS = pd.DataFrame([{"segment": "tea", "people": 1000}, {"segment": "art", "people": 300}])
MEMBERSHIPS = pd.DataFrame(
    [
        {"handle": "ann", "segment": "tea", "share": 0.8},
        {"handle": "bob", "segment": "tea", "share": 0.5},
        {"handle": "bob", "segment": "art", "share": 1.0},
    ]
)


def understood(**keys: Any) -> tuple[AudienceCount, list[str]]:
    scenario = seeder.Scenario.from_frames(ACCOUNTS, budget={"effort": 2}, **keys)
    found = understand(seeder.formulation_of(scenario))
    lines = list(understanding_lines("x", found))
    first = next(position for position, line in enumerate(lines) if line.startswith("  audience"))
    return found.audience, lines[first : first + 2]


def of_segments(**keys: Any) -> tuple[AudienceCount, list[str]]:
    outside = {"outside": keys.pop("outside")} if "outside" in keys else {}
    return understood(audience={"kind": "segments", **outside}, segments=SEGMENTS, memberships=MEMBERSHIPS, **keys)


def test_separate_audiences_have_no_cells() -> None:
    found, lines = understood()
    assert (found.kind, found.n_cells, found.people, found.share_in_cells, found.outside) == ("separate", 0, 0, 0, 2000)
    assert lines[0] == "  audience   separate: nobody follows two accounts"


def test_segments_by_hand() -> None:
    """800 of ann's 1,000 and all 800 of bob's are in cells, nobody of cat's 200."""
    found, lines = of_segments(interested=0.5)
    assert found == AudienceCount(
        kind="segments",
        n_cells=2,
        n_entries=3,
        people=1300.0,
        share_in_cells=0.8,
        outside=400.0,
        outside_is_ignored=False,
        is_estimated=False,
        n_capped=0,
    )
    assert lines == [
        "  audience   segments: 1,300 people in 2 cells, 3 entries",
        "    80% of followers are in cells; we assume that each of the other 400 follows only one account",
    ]
    assert list(audience_notes(found)) == []


def test_who_is_left_out_is_said() -> None:
    found, lines = of_segments(interested=0.5, outside="ignore")
    assert (found.outside, found.outside_is_ignored) == (0.0, True)
    assert lines[1] == "    80% of followers are in cells; the others are left out"


@pytest.mark.parametrize(
    ("interested", "n_capped", "told"),
    [(0.2, 2, "in 2 pairs of a handle and a group of people"), (0.05, 3, "in 3 pairs"), (0.25, 0, None)],
)
def test_where_the_cap_binds_is_counted_as_a_note(interested: float, n_capped: int, told: str | None) -> None:
    """Bob brings 200 clicks of 800 followers, 0.25 each, ann 0.1: over 0.2 and 0.05 that is more than 1."""
    found, _ = of_segments(interested=interested)
    assert found.n_capped == n_capped
    notes = [str(note) for note in audience_notes(found)]
    assert len(notes) == (told is not None)
    if told is not None:
        assert told in notes[0]


def test_a_sample_is_told() -> None:
    followers = pd.DataFrame([{"handle": "ann", "person": "p1"}, {"handle": "bob", "person": "p1"}])
    found, lines = understood(
        audience={"kind": "followers", "sample": 0.01, "outside": "separate"}, followers=followers
    )
    assert found.is_estimated
    assert found.people == 100.0
    assert lines[0] == "  audience   followers: 100 people in 1 cell, 2 entries, estimated from a sample"
