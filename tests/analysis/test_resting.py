"""What a plan's value rests on: parts that sum to the value, each with its weakest number."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracles.audience_scenarios import Form, make_scenario, scenarios
from oracles.enumeration import all_selections

import seeder
from seeder.analysis.resting import parts_of, what_it_rests_on
from seeder.errors import ProblemError
from seeder.formulation import Formulation
from seeder.problem import value
from seeder.rates import GIVEN, MEASURED, RateColumn

DEFAULT = 0


def with_entries(column: RateColumn, entries: list[int]) -> RateColumn:
    return dataclasses.replace(column, entry=np.array(entries))


def formulated(rows: list[dict[str, Any]], *, entries: dict[str, list[int]], **keys: Any) -> Formulation:
    """A scenario whose numbers rest on what ``entries`` says, whatever the table gives."""
    scenario = seeder.Scenario.from_frames(pd.DataFrame(rows), budget={"effort": 100}, **keys)
    rates = seeder.estimate_rates(scenario)
    changed: dict[str, Any] = {
        kind: with_entries(getattr(rates, kind), own) for kind, own in entries.items() if kind != "acceptance"
    }
    if "acceptance" in entries:
        changed["acceptance"] = tuple(with_entries(column, entries["acceptance"]) for column in rates.acceptance)
    return seeder.formulate(scenario, dataclasses.replace(rates, **changed), seeder.build_audience(scenario))


def row(name: str, clicks: float, acceptance: float, **more: Any) -> dict[str, Any]:
    return {"account": name, "followers": 1000, "clicks": clicks, "acceptance": acceptance, "effort": 1, **more}


def test_each_part_belongs_to_its_weakest_number() -> None:
    """Of 10 + 20 + 30 + 40: given by both, measured by one, a default by clicks, and by acceptance."""
    rows = [row("ann", 20, 0.5), row("bob", 40, 0.5), row("cleo", 60, 0.5), row("dov", 80, 0.5)]
    found = what_it_rests_on(
        formulated(
            rows,
            entries={
                "clicks": [GIVEN, MEASURED, DEFAULT, MEASURED],
                "acceptance": [GIVEN, GIVEN, MEASURED, DEFAULT],
            },
        ),
        [0, 1, 2, 3],
        [3, 2, 1, 0],
    )
    assert (found.given, found.measured, found.default) == pytest.approx((0.1, 0.2, 0.7))
    assert found.default_by_number == pytest.approx({"clicks": 0.3, "acceptance": 0.4})


def test_handles_share_by_what_they_bring() -> None:
    """75 clicks measured and 25 that are a default: three quarters of the account's value are measured."""
    rows = [
        row("ann", 75, 0.5, handle="a", platform="x"),
        row("ann", 25, 0.5, handle="b", platform="yt"),
    ]
    found = what_it_rests_on(formulated(rows, entries={"clicks": [MEASURED, DEFAULT]}), [0], [0])
    assert (found.given, found.measured, found.default) == pytest.approx((0.0, 0.75, 0.25))
    assert found.default_by_number == pytest.approx({"clicks": 0.25, "acceptance": 0.0})


def test_conversion_counts_where_it_is_the_objective() -> None:
    """40 clicks by 0.1 and 20 by 0.3: 4 and 6 conversions."""
    rows = [
        row("ann", 40, 1, handle="a", platform="x", conversion=0.1),
        row("ann", 20, 1, handle="b", platform="yt", conversion=0.3),
    ]
    found = what_it_rests_on(
        formulated(rows, entries={"conversion": [DEFAULT, GIVEN]}, objective="conversions"), [0], [0]
    )
    assert (found.given, found.default) == pytest.approx((0.6, 0.4))
    assert found.default_by_number == pytest.approx({"clicks": 0.0, "conversion": 0.4, "acceptance": 0.0})


def test_views_and_approaches() -> None:
    """For reach, views by followers count, and clicks do not; what an approach says of acceptance is given."""
    rows = [{"account": "ann", "followers": 1000}, {"account": "bob", "followers": 3000, "view": 0.3}]
    scenario = seeder.Scenario.from_frames(
        pd.DataFrame(rows),
        budget={"effort": 100},
        objective="reach",
        approaches={"ask": {"acceptance": 0.5}},
    )
    formulation = seeder.formulation_of(scenario)
    found = what_it_rests_on(formulation, [0, 1], [1, 0])
    share = formulation.problem.value[0] / formulation.problem.value.sum()
    assert found.default_by_number == pytest.approx({"view": share, "acceptance": 0.0})
    assert (found.given, found.default) == pytest.approx((1 - share, share))


def test_shared_people_count_for_who_comes_first() -> None:
    """Both move the same 100 people for sure: the first has all of the value."""
    segments = pd.DataFrame([{"segment": "tea", "people": 100}])
    memberships = pd.DataFrame([{"handle": name, "segment": "tea", "share": 1} for name in ("ann", "bob")])
    formulation = formulated(
        [row("ann", 1000, 1), row("bob", 1000, 1)],
        entries={"clicks": [GIVEN, DEFAULT]},
        audience={"kind": "segments", "outside": "ignore"},
        segments=segments,
        memberships=memberships,
    )
    assert what_it_rests_on(formulation, [0, 1], [0, 1]).given == pytest.approx(1.0)
    assert what_it_rests_on(formulation, [0, 1], [1, 0]).default == pytest.approx(1.0)


def test_nothing_rests_on_nothing() -> None:
    formulation = formulated([row("ann", 0, 0.5)], entries={})
    for selection in ([], [0]):
        found = what_it_rests_on(formulation, selection, selection)
        assert (found.given, found.measured, found.default) == (0, 0, 0)
        assert dict(found.default_by_number) == {"clicks": 0.0, "acceptance": 0.0}


def test_an_order_of_something_else_is_refused() -> None:
    formulation = formulated([row("ann", 1, 0.5), row("bob", 1, 0.5)], entries={})
    with pytest.raises(ProblemError, match="order"):
        what_it_rests_on(formulation, [0, 1], [0])


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(scenarios(), st.data())
def test_parts_are_the_value_and_shares_are_whole(tables: Any, data: st.DataObject) -> None:
    scenario = make_scenario(tables, Form.FRAMES)
    rates = seeder.estimate_rates(scenario)
    kinds = st.sampled_from([GIVEN, MEASURED, DEFAULT])

    def mixed(column: RateColumn) -> RateColumn:
        return with_entries(column, [data.draw(kinds) for _ in column.value])

    rates = dataclasses.replace(
        rates,
        clicks=mixed(rates.clicks),
        view=mixed(rates.view),
        conversion=mixed(rates.conversion),
        acceptance=tuple(mixed(column) for column in rates.acceptance),
    )
    formulation = seeder.formulate(scenario, rates, seeder.build_audience(scenario))
    selection = data.draw(st.sampled_from(list(all_selections(formulation.problem))))
    order = np.array(data.draw(st.permutations(selection)), dtype=np.int64)
    total = value(formulation.problem, selection)
    assert parts_of(formulation, order).sum() == pytest.approx(total, rel=1e-9, abs=1e-12)
    found = what_it_rests_on(formulation, selection, order)
    whole = found.given + found.measured + found.default
    assert whole == pytest.approx(1.0 if total > 0 else 0.0)
    assert max(found.default_by_number.values()) <= found.default + 1e-9
    assert found.default <= sum(found.default_by_number.values()) + 1e-9
