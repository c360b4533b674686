"""Audience times rates: chances, weights, repeats and caps, by hand."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracles.audience_enumeration import Row, Tables, world_of
from oracles.audience_scenarios import Form, Kind, make_scenario, scenarios

import seeder.responses
from seeder.audience import Audience, build_audience
from seeder.rates import Rates, estimate_rates
from seeder.responses import Responses, respond
from seeder.scenario import Scenario

X = {"account": "ann", "handle": "a", "platform": "x", "followers": 10, "clicks": 2.0, "view": 0.5, "conversion": 0.5}
YT = {
    "account": "ann",
    "handle": "a",
    "platform": "yt",
    "followers": 20,
    "clicks": 8.0,
    "view": 0.25,
    "conversion": 1.0,
}
BOB = {"account": "bob", "handle": "b", "platform": "", "followers": 5, "clicks": 0.5, "view": 0.1, "conversion": 0.1}
ROWS: list[Row] = [X, YT, BOB]


def scenario_of(rows: list[Row], **keys: Any) -> Scenario:
    return Scenario.from_frames(pd.DataFrame(rows), budget={"effort": 10}, **keys)


def audience_of(n_handles: int, entries: dict[tuple[int, int], float], **arrays: Any) -> Audience:
    """Entries by handle and cell → share; everything else 1 unless given, outside 0."""
    ordered = sorted(entries)
    n_cells = 1 + max((cell for _, cell in ordered), default=-1)
    given: dict[str, Any] = {
        "size": np.ones(n_cells),
        "weight": np.ones(n_cells),
        "interested": np.full(n_cells, np.nan),
        "fit": np.ones(len(ordered)),
        "tie": np.ones(len(ordered)),
        "outside": np.zeros(n_handles),
        **{name: np.array(values, dtype=np.float64) for name, values in arrays.items()},
    }
    return Audience(
        start=np.searchsorted([handle for handle, _ in ordered], np.arange(n_handles + 1)).astype(np.int64),
        cell=np.array([cell for _, cell in ordered], dtype=np.int32),
        share=np.array([entries[entry] for entry in ordered]),
        **given,
    )


def respond_to(audience: Audience, *, rows: list[Row] | None = None, **keys: Any) -> Responses:
    scenario = scenario_of(ROWS if rows is None else rows, **keys)
    return respond(scenario.document, estimate_rates(scenario), audience, scenario.accounts)


def chances(responses: Responses) -> dict[tuple[int, int], float]:
    """Account and cell → 1 − Π (1 − s p)."""
    account = np.repeat(np.arange(len(responses.start) - 1), np.diff(responses.start))
    return dict(
        zip(zip(account.tolist(), responses.cell.tolist(), strict=True), responses.chance.tolist(), strict=True)
    )


def test_reach_is_seeing_a_post_whoever_is_interested() -> None:
    audience = audience_of(
        3,
        {(0, 0): 0.5, (2, 0): 1.0},
        size=[40],
        weight=[2],
        interested=[0.1],
        fit=[3, 3],
        tie=[2, 2],
        outside=[4, 8, 0],
    )
    responses = respond_to(audience, objective="reach", interested=0.2)
    assert responses.weight.tolist() == [80.0]
    assert chances(responses) == pytest.approx({(0, 0): 0.25, (1, 0): 0.1})
    # ann: 4 · .5 + 8 · .25 outside, 80 · .25 inside; bob: 80 · .1
    assert responses.outside.tolist() == [4.0, 0.0]
    assert responses.gross.tolist() == pytest.approx([24.0, 8.0])
    assert responses.n_capped == 0


def test_clicks_are_intensity_times_fit_and_tie_among_the_interested() -> None:
    audience = audience_of(3, {(0, 0): 1.0, (2, 0): 0.5, (2, 1): 0.5}, size=[10, 4], fit=[0.5, 2, 1], tie=[3, 1, 1])
    audience = dataclasses.replace(audience, interested=np.array([0.5, np.nan]))
    responses = respond_to(audience, objective="clicks", interested=0.8)
    assert responses.weight.tolist() == pytest.approx([5.0, 3.2])
    # ann: .2 · .5 · 3 / .5 = .6; bob: .1 · 2 / .5 · .5 = .2 and .1 / .8 · .5 = .0625
    assert chances(responses) == pytest.approx({(0, 0): 0.6, (1, 0): 0.2, (1, 1): 0.0625})


def test_conversions_are_clicks_times_conversion_and_the_cap_is_on_clicks() -> None:
    audience = audience_of(3, {(0, 0): 1.0, (1, 0): 1.0}, size=[10], interested=[0.25])
    responses = respond_to(audience, objective="conversions")
    # On x .2 / .25 = .8 click, half of them convert; on yt .4 / .25 is over 1: all click, and all convert.
    assert chances(responses) == {(0, 0): 1.0}
    assert responses.n_capped == 1
    # 2.5 · (.8 · .5 + 1.6 · 1)
    assert responses.gross.tolist() == pytest.approx([5.0, 0.0])
    one = respond_to(audience_of(3, {(1, 0): 1.0}, interested=[0.25]), objective="conversions", rows=halved(ROWS))
    assert chances(one) == {(0, 0): 0.5}


def halved(rows: list[Row]) -> list[Row]:
    return [{**row, "conversion": row["conversion"] / 2} for row in rows]


def test_a_chance_of_exactly_1_is_not_capped() -> None:
    assert respond_to(audience_of(3, {(0, 0): 1.0}, interested=[0.2])).n_capped == 0


@pytest.mark.parametrize(("rate", "fit", "interested"), [(0.02, 0.7, 0.014), (0.03, 0.35, 0.0105), (0.05, 0.7, 0.035)])
def test_what_comes_to_1_but_for_rounding_is_1_and_not_capped(rate: float, fit: float, interested: float) -> None:
    assert rate * fit / interested != 1.0
    row = {**X, "clicks": 1000 * rate, "followers": 1000}
    responses = respond_to(audience_of(1, {(0, 0): 1.0}, fit=[fit], interested=[interested]), rows=[row])
    assert chances(responses) == {(0, 0): 1.0}
    assert responses.n_capped == 0


def test_the_handles_of_an_account_meet_in_its_cells() -> None:
    audience = audience_of(3, {(0, 0): 0.5, (0, 2): 1.0, (1, 1): 1.0, (1, 2): 0.5, (2, 1): 1.0})
    responses = respond_to(audience, objective="reach")
    assert chances(responses) == pytest.approx(
        # Cell 2 by both handles: 1 − (1 − .5)(1 − .5 · .25) = .5625
        {(0, 0): 0.25, (0, 1): 0.25, (0, 2): 0.5625, (1, 1): 0.1}
    )
    assert responses.start.tolist() == [0, 3, 4]


def test_accounts_whose_rows_stand_apart() -> None:
    """ann's handles stand in the first and the last row; dov has no entry."""
    rows = [
        X,
        BOB,
        {"account": "dov", "handle": "d", "platform": "", "followers": 5, "clicks": 5.0, "view": 1.0, "conversion": 0},
        YT,
    ]
    responses = respond_to(
        audience_of(4, {(0, 1): 1.0, (1, 0): 1.0, (3, 0): 1.0}, outside=[2, 0, 3, 4]), rows=rows, objective="reach"
    )
    assert chances(responses) == pytest.approx({(0, 0): 0.25, (0, 1): 0.5, (1, 0): 0.1})
    assert responses.outside.tolist() == [2.0, 0.0, 3.0]


def test_options_of_an_account_share_its_cells() -> None:
    responses = respond_to(audience_of(3, {(0, 0): 1.0, (0, 1): 0.5, (2, 1): 1.0}), objective="reach")
    coverage = responses.coverage_of(np.array([0, 0, 1]))
    assert coverage is not None
    assert coverage.start.tolist() == [0, 2, 4, 5]
    assert coverage.cell.tolist() == [0, 1, 0, 1, 1]
    assert coverage.chance.tolist() == pytest.approx([0.5, 0.25, 0.5, 0.25, 0.1])
    nobody = responses.coverage_of(np.zeros(0, dtype=np.int64))
    assert nobody is not None
    assert (nobody.n_cells, nobody.n_options) == (2, 0)


def test_separate_audiences_have_no_cells() -> None:
    responses = respond_to(Audience.without_cells(np.array([10.0, 20.0, 5.0])), objective="clicks")
    assert responses.coverage_of(np.array([0, 1])) is None
    assert responses.outside.tolist() == [10.0, 0.5]


def test_clicks_outside_are_capped_by_people_and_gross_is_not() -> None:
    rows = [{**BOB, "followers": 10, "clicks": 30.0}]
    responses = respond_to(audience_of(1, {(0, 0): 1.0}, size=[6], outside=[4]), rows=rows, objective="clicks")
    assert responses.outside.tolist() == [4.0]
    assert responses.gross.tolist() == pytest.approx([30.0])
    assert responses.n_capped == 1


def test_a_handle_without_followers_moves_nobody() -> None:
    rows = [{**BOB, "followers": 0, "clicks": 0.0}]
    responses = respond_to(audience_of(1, {(0, 0): 0.0}, size=[6]), rows=rows, objective="clicks")
    assert chances(responses) == {(0, 0): 0.0}
    assert (responses.outside.tolist(), responses.gross.tolist()) == ([0.0], [0.0])


@pytest.mark.parametrize("n_at_once", [1, 2, 3, 7])
@settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
@given(tables=scenarios(kinds=[Kind.SEGMENTS, Kind.FOLLOWERS]))
def test_blocks_change_nothing(n_at_once: int, tables: Tables) -> None:
    scenario = make_scenario(tables, Form.BY_HAND)
    rates, audience = estimate_rates(scenario), build_audience(scenario)
    whole = respond(scenario.document, rates, audience, scenario.accounts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seeder.responses, "_ENTRIES_AT_ONCE", n_at_once)
        in_blocks = respond(scenario.document, rates, audience, scenario.accounts)
    for field in dataclasses.fields(Responses):
        assert np.array_equal(getattr(whole, field.name), getattr(in_blocks, field.name)), field.name


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(tables=scenarios(kinds=[Kind.SEGMENTS, Kind.FOLLOWERS]), factor=st.sampled_from([0.0, 0.5, 1.0]))
def test_rates_are_redrawn_without_a_table(tables: Tables, factor: float) -> None:
    """Rates changed by hand and the same changed in the table are one."""
    scenario = make_scenario(tables, Form.BY_HAND)
    redrawn = respond(
        scenario.document, scaled(estimate_rates(scenario), factor), build_audience(scenario), scenario.accounts
    )
    rows = [{**row, **{name: row[name] * factor for name in ("clicks", "view")}} for row in tables.accounts]
    rewritten_scenario = make_scenario(dataclasses.replace(tables, accounts=rows), Form.BY_HAND)
    rewritten = respond(
        rewritten_scenario.document,
        estimate_rates(rewritten_scenario),
        build_audience(rewritten_scenario),
        rewritten_scenario.accounts,
    )
    for field in dataclasses.fields(Responses):
        assert np.array_equal(getattr(redrawn, field.name), getattr(rewritten, field.name)), field.name


def scaled(rates: Rates, factor: float) -> Rates:
    return dataclasses.replace(
        rates,
        clicks=dataclasses.replace(rates.clicks, value=rates.clicks.value * factor),
        view=dataclasses.replace(rates.view, value=rates.view.value * factor),
    )


@settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
@given(tables=scenarios(kinds=[Kind.SEGMENTS, Kind.FOLLOWERS], objective="clicks"))
def test_no_person_counts_more_than_once_and_caps_are_counted(tables: Tables) -> None:
    scenario = make_scenario(tables, Form.BY_HAND)
    audience = build_audience(scenario)
    responses = respond(scenario.document, estimate_rates(scenario), audience, scenario.accounts)
    everybody = responses.outside + np.bincount(
        np.repeat(np.arange(len(responses.outside)), np.diff(responses.start)),
        weights=responses.weight[responses.cell] * responses.chance,
        minlength=len(responses.outside),
    )
    assert (everybody <= responses.gross * (1 + 1e-12)).all()
    # People alike are one cell, so pairs of a cell and a handle are no more than pairs of a person and a handle.
    expected = world_of(tables).n_capped
    assert 0 <= responses.n_capped <= expected
    assert (responses.n_capped == 0) == (expected == 0)


def test_the_smallest_chances_keep_their_digits() -> None:
    """A click of a thousand million followers: a chance of 1e-9, which 1 − (1 − 1e-9) has only to seven digits."""
    rows = [{**row, "followers": 10**9, "clicks": 1.0} for row in ROWS]
    audience = audience_of(3, {(0, 0): 1.0, (1, 0): 1.0, (1, 1): 1.0, (2, 0): 1.0}, size=[10**9, 10**9])
    responses = respond_to(audience, rows=rows, objective="clicks")
    expected = {(0, 0): 2e-9 - 1e-18, (0, 1): 1e-9, (1, 0): 1e-9}
    assert chances(responses) == pytest.approx(expected, rel=1e-14, abs=0)
