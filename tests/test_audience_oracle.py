"""The value of a selection, against enumeration over who says yes and how each person responds."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from oracles import scenario_enumeration as oracle
from oracles.audience_enumeration import Tables, World, handle_row, world_of
from oracles.audience_scenarios import Form, Kind, kind_of, make_formulation, make_scenario, scenarios
from oracles.enumeration import all_selections

from seeder.formulation import Formulation
from seeder.problem.evaluation import value

drawn = settings(deadline=None, suppress_health_check=list(HealthCheck))


def options_by_oracle(tables: Tables) -> dict[tuple[str, str], oracle.Option]:
    """Options by account and approach; where followers are blank, they do not enter."""
    rows = [{**row, "followers": 0 if row["followers"] is None else row["followers"]} for row in tables.accounts]
    found = oracle.options_of(rows, tables.overrides, tables.document, lambda where, row: True)
    return {(option.account, option.approach): option for option in found}


def check_values(tables: Tables, made: Formulation) -> None:
    """Hold every selection's value, and each option's gross, against enumeration."""
    world, options = world_of(tables), options_by_oracle(tables)
    names = [(made.account_name(o), made.approach_name(o)) for o in range(made.problem.n_options)]
    assert set(names) == set(options)
    for selection in all_selections(made.problem):
        asked = [(names[option][0], float(options[names[option]].acceptance)) for option in selection]
        assert value(made.problem, selection) == pytest.approx(world.value(asked), rel=1e-9, abs=1e-12)
    for option, name in enumerate(names):
        expected = world.gross([(name[0], float(options[name].acceptance))])
        assert made.gross[option] == pytest.approx(expected, rel=1e-9, abs=1e-12)


@settings(drawn, max_examples=100)
@given(tables=scenarios())
def test_values_of_cells_made_by_hand_equal_enumeration(tables: Tables) -> None:
    event(kind_of(tables).value)
    check_values(tables, make_formulation(make_scenario(tables, Form.BY_HAND)))


@pytest.mark.parametrize(
    ("form", "kind", "n_examples"),
    [
        (Form.FRAMES, Kind.SEPARATE, 40),
        (Form.FRAMES, Kind.SEGMENTS, 60),
        (Form.FRAMES, Kind.FOLLOWERS, 25),
        (Form.CSV, Kind.SEGMENTS, 20),
        (Form.CSV, Kind.FOLLOWERS, 15),
        (Form.PARQUET, Kind.SEGMENTS, 10),
        (Form.PARQUET, Kind.FOLLOWERS, 10),
    ],
)
def test_values_of_tables_equal_enumeration(form: Form, kind: Kind, n_examples: int) -> None:
    @settings(drawn, max_examples=n_examples)
    @given(tables=scenarios(kinds=[kind]))
    def check(tables: Tables) -> None:
        with tempfile.TemporaryDirectory() as folder:
            check_values(tables, make_formulation(make_scenario(tables, form, Path(folder))))

    check()


def tables_of(*, objective: str = "clicks", audience: dict[str, Any] | None = None, **rows: Any) -> Tables:
    document = {"objective": objective, **({} if audience is None else {"audience": audience})}
    blank: dict[str, Any] = {"platform": "", "clicks": 0.0, "view": 0.0, "conversion": 0.0}
    accounts = [{**blank, "handle": row["account"], **row} for row in rows.pop("accounts")]
    return Tables(document=document, accounts=accounts, overrides=[], **rows)


def segments_by_hand(**document: Any) -> World:
    """Ten people; ann and bob have half of them each, and 5 more elsewhere; a click of two in ten for ann, one for bob.

    ann: 10 followers, 2 clicks: intensity .2; bob: 10 followers, 1 click: intensity .1.
    """
    tables = tables_of(
        accounts=[
            {"account": "ann", "followers": 10, "clicks": 2.0},
            {"account": "bob", "followers": 10, "clicks": 1.0},
        ],
        segments=[{"segment": "s", "people": 10}],
        memberships=[
            {"handle": "ann", "segment": "s", "share": 0.5},
            {"handle": "bob", "segment": "s", "followers": 5},
        ],
        audience={"kind": "segments"},
    )
    tables.document.update(document)
    return world_of(tables)


def test_the_oracle_by_hand_for_segments() -> None:
    world = segments_by_hand()
    # ann alone, certain: 5 followers in the segment · .2 + 5 outside · .2 = 2; bob: 1.
    assert world.value([("ann", 1.0)]) == pytest.approx(2.0)
    assert world.value([("bob", 1.0)]) == pytest.approx(1.0)
    # Both: 10 · (1 − (1 − .5 · .2)(1 − .5 · .1)) = 10 · .145 = 1.45 inside, 1 + .5 outside.
    assert world.value([("ann", 1.0), ("bob", 1.0)]) == pytest.approx(2.95)
    # ann says yes by half, bob surely: 10 · (1 − (1 − .05)(1 − .05)) = .975 inside, .5 + .5 outside.
    assert world.value([("ann", 0.5), ("bob", 1.0)]) == pytest.approx(1.975)
    assert world.gross([("ann", 0.5), ("bob", 1.0)]) == pytest.approx(2.0)
    # A quarter is interested: of 2.5 people, .8 and .4 respond; 2.5 · (1 − (1 − .4)(1 − .2)) = 1.3.
    assert segments_by_hand(interested=0.25).value([("ann", 1.0), ("bob", 1.0)]) == pytest.approx(1.3 + 1.5)
    assert world.people_of == (5.0, 5.0)


def test_the_oracle_by_hand_for_a_list() -> None:
    """p follows ann's two handles, q one of them and bob; r bob alone. Views: .5, .4 and .25."""
    tables = tables_of(
        objective="reach",
        accounts=[
            {"account": "ann", "handle": "a", "platform": "x", "followers": 2, "view": 0.5},
            {"account": "ann", "handle": "a", "platform": "yt", "followers": 1, "view": 0.4},
            {"account": "bob", "followers": 4, "view": 0.25},
        ],
        followers=[
            {"handle": "a", "platform": "x", "person": "p"},
            {"handle": "a", "platform": "yt", "person": "p"},
            {"handle": "a", "platform": "x", "person": "q"},
            {"handle": "bob", "person": "q"},
            {"handle": "bob", "person": "r"},
        ],
        people=[{"person": "r", "weight": 3.0, "interested": 0.1}],
        audience={"kind": "followers"},
    )
    world = world_of(tables)
    # p: 1 − .5 · .6 = .7; q: .5. Interested is not asked for reach.
    assert world.value([("ann", 1.0)]) == pytest.approx(1.2)
    # q: .25; r: .25 · 3; the list is complete, so bob's two further followers are ignored.
    assert world.value([("bob", 1.0)]) == pytest.approx(1.0)
    # q sees both with 1 − .5 · .75 = .625.
    assert world.value([("ann", 1.0), ("bob", 1.0)]) == pytest.approx(0.7 + 0.625 + 0.75)
    assert world.gross([("ann", 1.0), ("bob", 1.0)]) == pytest.approx(0.9 + 0.5 + 0.25 + 0.75)
    tables.document["audience"] = {"kind": "followers", "outside": "separate"}
    assert world_of(tables).value([("bob", 1.0)]) == pytest.approx(1.0 + 2 * 0.25)
    # A quarter of the people: each listed one stands for four; bob's listed 2 stand for 8, above his 4 followers.
    tables.document["audience"] = {"kind": "followers", "sample": 0.25}
    assert world_of(tables).value([("ann", 1.0), ("bob", 1.0)]) == pytest.approx(4 * 2.075)


def test_the_oracle_caps_clicks_and_not_gross() -> None:
    """Twenty clicks of ten followers, one in two of them converts: ten people click, five convert, ten conversions."""
    tables = tables_of(
        objective="conversions", accounts=[{"account": "ann", "followers": 10, "clicks": 20.0, "conversion": 0.5}]
    )
    assert world_of(tables).value([("ann", 1.0)]) == pytest.approx(5.0)
    assert world_of(tables).gross([("ann", 1.0)]) == pytest.approx(10.0)


def test_the_oracle_names_handles_by_platform_or_account() -> None:
    accounts = [
        {"account": "ann", "handle": "a", "platform": "x"},
        {"account": "ann", "handle": "a", "platform": "yt"},
        {"account": "bob", "handle": "b", "platform": ""},
    ]
    assert handle_row(accounts, {"handle": "a", "platform": "yt"}) == 1
    assert handle_row(accounts, {"handle": "b"}) == handle_row(accounts, {"handle": "bob", "platform": None}) == 2
