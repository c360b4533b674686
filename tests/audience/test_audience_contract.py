"""What every kind of audience promises: who is in its cells, who is outside, and that no order of rows matters."""

from __future__ import annotations

import dataclasses
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracles.audience_enumeration import Tables, World, handle_row, world_of
from oracles.audience_scenarios import (
    Form,
    Kind,
    audience_by_hand,
    kind_of,
    make_formulation,
    make_scenario,
    scenarios,
    shuffled,
)
from oracles.enumeration import all_selections

from seeder.audience import Audience, build_audience
from seeder.problem.arrays import FloatArray
from seeder.problem.evaluation import value

drawn = settings(deadline=None, suppress_health_check=list(HealthCheck))


def share_of(audience: Audience) -> FloatArray:
    """s_hg as a whole matrix, shape (n_handles, n_cells)."""
    shares = np.zeros((audience.n_handles, audience.n_cells))
    handle = np.repeat(np.arange(audience.n_handles), np.diff(audience.start))
    shares[handle, audience.cell] = audience.share
    return shares


def people_with_both(world: World, first: int, second: int) -> float:
    """People of cells who follow two handles: of a person in a segment, the chances multiply."""
    total = 0.0
    for person in world.people:
        follows = {exposure.row: exposure.follows for exposure in person.exposures}
        total += person.people * follows.get(first, 0.0) * follows.get(second, 0.0)
    return total


def check_audience(tables: Tables, audience: Audience) -> None:
    check_arrays(tables, audience)
    world = world_of(tables)
    check_who_follows(world, audience)
    beyond = [np.nan if people is None else people for people in world.n_outside]
    assert audience.outside == pytest.approx(beyond, rel=1e-12, abs=1e-12, nan_ok=True)
    if kind_of(tables) is Kind.FOLLOWERS:
        assert audience.n_cells <= len(kinds_of_people(tables))


def check_arrays(tables: Tables, audience: Audience) -> None:
    assert audience.n_handles == len(tables.accounts)
    assert (audience.n_cells == 0) == (kind_of(tables) is Kind.SEPARATE)
    for handle in range(audience.n_handles):
        own = audience.cell[audience.start[handle] : audience.start[handle + 1]]
        assert (np.diff(own) > 0).all()
    assert ((audience.cell >= 0) & (audience.cell < audience.n_cells)).all()
    assert ((audience.share >= 0) & (audience.share <= 1)).all()
    assert (np.isnan(audience.interested) | ((audience.interested > 0) & (audience.interested <= 1))).all()
    assert audience.is_estimated == ("sample" in tables.document.get("audience", {}))


def check_who_follows(world: World, audience: Audience) -> None:
    """Hold people in all, of each handle and of each pair of handles against those listed."""
    assert audience.people_of() == pytest.approx(world.people_of, rel=1e-12, abs=1e-12)
    assert float(audience.size.sum()) == pytest.approx(sum(person.people for person in world.people), rel=1e-12)
    shares = share_of(audience)
    for first, second in combinations(range(audience.n_handles), 2):
        both = float(audience.size @ (shares[first] * shares[second]))
        assert both == pytest.approx(people_with_both(world, first, second), rel=1e-12, abs=1e-12)


def kinds_of_people(tables: Tables) -> set[Any]:
    """People of a list by all that may matter."""
    about = {person["person"]: person for person in tables.people or ()}
    found = set()
    for person in {entry["person"] for entry in tables.followers or ()}:
        known = about.get(person, {"weight": None, "interested": None})
        follows = frozenset(
            (handle_row(tables.accounts, entry), 1.0 if entry["tie"] is None else entry["tie"])
            for entry in tables.followers or ()
            if entry["person"] == person
        )
        found.add((follows, 1.0 if known["weight"] is None else known["weight"], known["interested"]))
    return found


@settings(drawn, max_examples=80)
@given(tables=scenarios())
def test_audiences_by_hand_keep_their_promises(tables: Tables) -> None:
    check_audience(tables, build_audience(make_scenario(tables, Form.BY_HAND)))


@pytest.mark.parametrize(("kind", "n_examples"), [(Kind.SEPARATE, 10), (Kind.SEGMENTS, 60), (Kind.FOLLOWERS, 20)])
def test_audiences_keep_their_promises(kind: Kind, n_examples: int) -> None:
    @settings(drawn, max_examples=n_examples)
    @given(tables=scenarios(kinds=[kind]))
    def check(tables: Tables) -> None:
        check_audience(tables, build_audience(make_scenario(tables, Form.FRAMES)))

    check()


def values_by_name(tables: Tables, form: Form) -> dict[frozenset[tuple[str, str]], float]:
    """Value of every selection by accounts and approaches."""
    made = make_formulation(make_scenario(tables, form))
    names = [(made.account_name(option), made.approach_name(option)) for option in range(made.problem.n_options)]
    return {
        frozenset(names[option] for option in selection): value(made.problem, selection)
        for selection in all_selections(made.problem)
    }


@settings(drawn, max_examples=25)
@given(data=st.data(), tables=scenarios(kinds=[Kind.SEGMENTS]), with_accounts=st.booleans())
def test_the_order_of_rows_changes_no_value(data: st.DataObject, tables: Tables, with_accounts: bool) -> None:
    other = data.draw(shuffled(tables, with_accounts=with_accounts))
    values = values_by_name(tables, Form.FRAMES)
    assert values_by_name(other, Form.FRAMES) == pytest.approx(values, rel=1e-11, abs=1e-12)


@settings(drawn, max_examples=15)
@given(data=st.data(), tables=scenarios(kinds=[Kind.FOLLOWERS]))
def test_the_order_of_a_list_changes_no_digest(data: st.DataObject, tables: Tables) -> None:
    """Nor does the order of the accounts change a value."""
    first, second = (
        make_formulation(make_scenario(drawn_tables, Form.FRAMES)).problem
        for drawn_tables in (tables, data.draw(shuffled(tables)))
    )
    assert (first.digest, first.sums) == (second.digest, second.sums)
    other = data.draw(shuffled(tables, with_accounts=True))
    values = values_by_name(tables, Form.BY_HAND)
    assert values_by_name(other, Form.FRAMES) == pytest.approx(values, rel=1e-11, abs=1e-12)


@settings(drawn, max_examples=25)
@given(tables=scenarios(kinds=[Kind.FOLLOWERS]))
def test_people_alike_have_the_same_value_in_one_cell_or_each_in_their_own(tables: Tables) -> None:
    scenario = make_scenario(tables, Form.BY_HAND)
    apart = dataclasses.replace(scenario, audience=audience_by_hand(tables, is_merged=False))
    merged_problem, problem = make_formulation(scenario).problem, make_formulation(apart).problem
    for selection in all_selections(problem):
        assert value(merged_problem, selection) == pytest.approx(value(problem, selection), rel=1e-11, abs=1e-12)
