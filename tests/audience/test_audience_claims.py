"""What audiences must be able to say, by hand: everywhere or niche, the same people twice, who can be moved at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from oracles.audience_enumeration import Row, Tables, world_of
from oracles.audience_scenarios import Form, make_formulation, make_scenario

from seeder.audience import build_audience
from seeder.problem.evaluation import value

MILLION = 1_000_000


def tables_of(accounts: list[Row], *, objective: str = "clicks", **rest: Any) -> Tables:
    """Accounts that surely say yes, unless they say otherwise."""
    document: dict[str, Any] = {
        "name": "by hand",
        "objective": objective,
        "budget": {"effort": 10},
        **{key: rest.pop(key) for key in ("audience", "interested") if key in rest},
    }
    blank: dict[str, Any] = {"platform": "", "clicks": 0.0, "view": 0.0, "conversion": 0.0}
    rows = [{**blank, "handle": row["account"], "acceptance": 1.0, "effort": 1.0, **row} for row in accounts]
    return Tables(document=document, accounts=rows, overrides=[], **rest)


def value_of(tables: Tables, *accounts: str) -> float:
    """Value of asking some accounts, the same by the package and by enumeration."""
    made = make_formulation(make_scenario(tables, Form.FRAMES))
    asked = [o for o in range(made.problem.n_options) if made.account_name(o) in accounts]
    found = value(made.problem, asked)
    acceptance = {row["account"]: row["acceptance"] for row in tables.accounts}
    assert found == pytest.approx(world_of(tables).value([(name, acceptance[name]) for name in accounts]), rel=1e-9)
    return found


def brand(view: float) -> list[Row]:
    """One brand: 15 M followers on one platform, 30 M on another."""
    return [
        {"account": "brand", "handle": "brand", "platform": "x", "followers": 15 * MILLION, "view": view},
        {"account": "brand", "handle": "brand", "platform": "yt", "followers": 30 * MILLION, "view": view},
    ]


def brand_with_shared(n_shared: int, view: float) -> Tables:
    """So many millions follow both, told as a list of one person in a million."""
    on_x = [f"p{number}" for number in range(15)]
    on_yt = [f"p{number}" for number in range(15 - n_shared, 45 - n_shared)]
    followers = [{"handle": "brand", "platform": "x", "person": person} for person in on_x]
    followers += [{"handle": "brand", "platform": "yt", "person": person} for person in on_yt]
    return tables_of(
        brand(view),
        objective="reach",
        followers=followers,
        audience={"kind": "followers", "sample": 1e-6},
    )


@pytest.mark.parametrize(
    ("n_shared", "view", "expected"),
    [
        # "Is the real count 15 or 30?" Where every follower sees a post: 15 + 30 M where none is the same, 30 M where
        # all 15 M are among the 30 M, and in between 45 M less those who are the same.
        (0, 1.0, 45 * MILLION),
        (15, 1.0, 30 * MILLION),
        (5, 1.0, 40 * MILLION),
        # Where a tenth sees a post: 4.5 M apart; else 15 M · (1 − .9²) + 15 M · .1 = 2.85 M + 1.5 M.
        (0, 0.1, 4.5 * MILLION),
        (15, 0.1, 4.35 * MILLION),
        # 5 M · .19 + 10 M · .1 + 25 M · .1 = .95 M + 1 M + 2.5 M.
        (5, 0.1, 4.45 * MILLION),
    ],
)
def test_a_second_platform_counts_the_same_people_once(n_shared: int, view: float, expected: float) -> None:
    tables = brand_with_shared(n_shared, view)
    assert value_of(tables, "brand") == pytest.approx(expected, rel=1e-12)
    # With repeats it is 45 M · view, whoever is the same.
    made = make_formulation(make_scenario(tables, Form.FRAMES))
    assert made.gross.tolist() == pytest.approx([45 * MILLION * view])
    assert made.is_estimated


def test_a_second_platform_told_in_segments() -> None:
    """15 M follow both or, of the 30 M, half do: the second platform's other 15 M stand outside or in a segment."""
    tables = tables_of(
        brand(0.1),
        objective="reach",
        segments=[{"segment": "fans", "people": 30 * MILLION}],
        memberships=[
            {"handle": "brand", "platform": "x", "segment": "fans", "share": 0.5},
            {"handle": "brand", "platform": "yt", "segment": "fans", "share": 1.0},
        ],
        audience={"kind": "segments"},
    )
    # 30 M · (1 − (1 − .5 · .1)(1 − .1)) = 30 M · .145: the same 4.35 M as person by person.
    assert value_of(tables, "brand") == pytest.approx(4.35 * MILLION, rel=1e-12)


def test_everywhere_or_in_many_small_circles() -> None:
    """A brand whose 400 followers are the same on two platforms, against four circles of 150 other people each.

    Every follower sees a post. Counted twice, the brand's 800 would beat the circles' 600; it is 400 people.
    """
    circles = [f"circle{number}" for number in range(4)]
    followers = [
        {"handle": "brand", "platform": platform, "person": f"fan{number}"}
        for platform in ("x", "yt")
        for number in range(400)
    ]
    followers += [
        {"handle": circle, "platform": "", "person": f"{circle} {number}"}
        for circle in circles
        for number in range(150)
    ]
    tables = tables_of(
        [
            {"account": "brand", "handle": "brand", "platform": "x", "followers": 400, "view": 1.0},
            {"account": "brand", "handle": "brand", "platform": "yt", "followers": 400, "view": 1.0},
            *({"account": circle, "followers": 150, "view": 1.0} for circle in circles),
        ],
        objective="reach",
        followers=followers,
        audience={"kind": "followers"},
    )
    assert value_of(tables, "brand") == pytest.approx(400)
    assert value_of(tables, *circles) == pytest.approx(600)
    assert value_of(tables, "brand", *circles) == pytest.approx(1000)
    # Five sorts of people who are alike.
    assert build_audience(make_scenario(tables, Form.FRAMES)).n_cells == 5


def two_with_the_same_people(of_segment: float | None, *, of_scenario: float | None = None) -> Tables:
    """Two accounts, the same 1,000 followers; 100 clicks a post, so a tenth clicks."""
    document: dict[str, Any] = {} if of_scenario is None else {"interested": of_scenario}
    return tables_of(
        [{"account": name, "followers": 1000, "clicks": 100.0} for name in ("ann", "bob")],
        segments=[{"segment": "s", "people": 1000, "interested": of_segment}],
        memberships=[{"handle": name, "segment": "s", "share": 1.0} for name in ("ann", "bob")],
        audience={"kind": "segments"},
        **document,
    )


@pytest.mark.parametrize(
    ("interested", "expected"),
    [
        # Everybody could be moved: two exposures are two trials, 1000 · (1 − .9²).
        (1.0, 190.0),
        (None, 190.0),
        # A half: 500 · (1 − .8²).
        (0.5, 180.0),
        # A tenth, the click rate itself: the first exposure moves all who can be moved.
        (0.1, 100.0),
        # Fewer: 50 people can be moved, whatever the clicks say.
        (0.05, 50.0),
    ],
)
def test_near_the_click_rate_the_first_exposure_decides(interested: float | None, expected: float) -> None:
    alone = min(100.0, 1000 * (interested or 1.0))
    for tables in (two_with_the_same_people(interested), two_with_the_same_people(None, of_scenario=interested)):
        assert value_of(tables, "ann") == pytest.approx(alone)
        assert value_of(tables, "ann", "bob") == pytest.approx(expected)


def test_the_segments_own_interest_goes_before_the_scenarios() -> None:
    assert value_of(two_with_the_same_people(0.5, of_scenario=0.1), "ann", "bob") == pytest.approx(180.0)


def test_a_niche_counts_by_weight_and_fit() -> None:
    """100 devoted people of weight 3 each beside 100 passers-by; the post fits the niche twice as well."""
    tables = tables_of(
        [{"account": "ann", "followers": 200, "clicks": 20.0}],
        segments=[{"segment": "niche", "people": 100, "weight": 3.0}, {"segment": "rest", "people": 100}],
        memberships=[
            {"handle": "ann", "segment": "niche", "share": 1.0, "fit": 2.0},
            {"handle": "ann", "segment": "rest", "share": 1.0},
        ],
        audience={"kind": "segments"},
    )
    # 100 · 3 · .2 + 100 · .1
    assert value_of(tables, "ann") == pytest.approx(70.0)


def test_real_ties_move_more_than_weak_ones() -> None:
    """Two followers, a click of two expected: half of it each; a tie of 2 makes one certain, one of .5 a quarter."""
    tables = tables_of(
        [{"account": "ann", "followers": 2, "clicks": 1.0}],
        followers=[
            {"handle": "ann", "person": "friend", "tie": 2.0},
            {"handle": "ann", "person": "stranger", "tie": 0.5},
        ],
        audience={"kind": "followers"},
    )
    assert value_of(tables, "ann") == pytest.approx(1.25)


def test_shares_of_a_segment_multiply() -> None:
    """Of 100 people half follow ann, half bob, by chance: a quarter both, so 75 see one of two posts."""
    tables = tables_of(
        [{"account": name, "followers": 50, "view": 1.0} for name in ("ann", "bob")],
        objective="reach",
        segments=[{"segment": "s", "people": 100}],
        memberships=[{"handle": name, "segment": "s", "followers": 50} for name in ("ann", "bob")],
        audience={"kind": "segments"},
    )
    assert value_of(tables, "ann", "bob") == pytest.approx(75.0)
    apart = tables_of(tables.accounts, objective="reach")
    assert value_of(apart, "ann", "bob") == pytest.approx(100.0)


@pytest.mark.parametrize(
    ("sample", "outside", "expected"),
    [
        # 40 of ann's 100 followers are in the list: a complete list leaves the others out unless told otherwise.
        (None, None, 0.0),
        (None, "ignore", 0.0),
        (None, "separate", 60.0),
        # A list of half of the people stands for 80 of them; the rest are separate people unless told otherwise.
        (0.5, None, 20.0),
        (0.5, "separate", 20.0),
        (0.5, "ignore", 0.0),
    ],
)
def test_who_is_outside_a_list(sample: float | None, outside: str | None, expected: float) -> None:
    given = {"sample": sample, "outside": outside}
    tables = tables_of(
        [{"account": "ann", "followers": 100, "view": 0.5}],
        objective="reach",
        followers=[{"handle": "ann", "person": f"p{number}"} for number in range(40)],
        audience={"kind": "followers", **{key: word for key, word in given.items() if word is not None}},
    )
    audience = build_audience(make_scenario(tables, Form.FRAMES))
    assert audience.outside.tolist() == [expected]
    assert audience.size.tolist() == [40 / (sample or 1.0)]
    assert value_of(tables, "ann") == pytest.approx(0.5 * (40 / (sample or 1.0) + expected))


@pytest.mark.parametrize(("outside", "expected"), [(None, 70.0), ("separate", 70.0), ("ignore", 0.0)])
def test_who_is_outside_segments(outside: str | None, expected: float) -> None:
    tables = tables_of(
        [{"account": "ann", "followers": 100, "view": 0.5}, {"account": "bob", "followers": 7, "view": 1.0}],
        objective="reach",
        segments=[{"segment": "s", "people": 60, "weight": 2.0}],
        memberships=[{"handle": "ann", "segment": "s", "share": 0.5}],
        audience={"kind": "segments", **({} if outside is None else {"outside": outside})},
    )
    audience = build_audience(make_scenario(tables, Form.FRAMES))
    # bob is in no segment: all of his followers are outside, or none of them counts.
    assert np.array_equal(audience.outside, [expected, 7.0 if expected else 0.0])
    # People outside weigh 1.
    assert value_of(tables, "ann", "bob") == pytest.approx(0.5 * (30 * 2.0 + expected) + (7.0 if expected else 0.0))
