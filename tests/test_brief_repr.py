"""What notebooks show of public objects: few lines, whatever is in them, and nothing of it as markup."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from test_pickling import _objects

import seeder

_NAME = "<img src=x onerror=alert(1)>"


def _lines(shown: object) -> list[str]:
    return repr(shown).splitlines()


def _is_brief(shown: object) -> bool:
    """Whether it takes at most twenty lines of a window of 100 columns."""
    return sum(max(1, math.ceil(len(line) / 100)) for line in _lines(shown)) <= 20


def test_every_public_object_fits_twenty_lines() -> None:
    for name, shown in _objects().items():
        inner = (
            [getattr(shown, field.name) for field in dataclasses.fields(shown)]
            if dataclasses.is_dataclass(shown)
            else []
        )
        for part in [shown, *inner]:
            if not isinstance(part, BaseException) and type(part).__name__ in seeder.__all__:
                assert _is_brief(part), (name, repr(part)[:500])


@pytest.fixture(scope="module")
def large() -> seeder.Run:
    n = 100_000
    accounts = pd.DataFrame(
        {"account": [f"{_NAME}{i}" for i in range(n)], "followers": np.arange(n) % 9000 + 1, "note": ["x" * 50] * n}
    )
    return seeder.solve(accounts, budget=100, gap=0.1)


def test_a_doubt_is_seen_where_a_notebook_shows_a_plan() -> None:
    accounts = pd.DataFrame({"account": [f"a{i}" for i in range(90)], "followers": 900, "acceptence": 0.2})
    run = seeder.solve(accounts, budget=40)
    column = "the column 'acceptence' is copied to the shortlist but not used; did you mean 'acceptance'?"
    assert run.plan.cautions == (f"Caution: accounts (frame): {column}",)
    assert run.plan.own_cautions == ()
    assert "did you mean 'acceptance'?" in repr(run.plan).replace("\n", " ")
    assert "did you mean &#x27;acceptance&#x27;?" in run._repr_html_()
    assert _is_brief(run)
    more = dict.fromkeys(["clikcs", "efort", "conversoin", "topic", "hadnle"], 1)
    run = seeder.solve(accounts.assign(**more), budget=40)
    assert len(run.plan.cautions) == 6
    assert repr(run).splitlines()[-1] == "… and 3 more cautions: plan.cautions has all of them."
    assert run._repr_html_().count("Caution: ") == 6
    assert _is_brief(run)


def test_a_hundred_thousand_accounts_fit_too(large: seeder.Run) -> None:
    parts = [large, large.plan, large.result, large.scenario, large.formulation, large.formulation.rates]
    for part in [*parts, large.formulation.audience, large.formulation.problem, large.result.certificate]:
        assert _is_brief(part), repr(part)[:500]


def test_a_run_shows_headline_and_picks(large: seeder.Run) -> None:
    first, header, *_, last = _lines(large)
    assert first.startswith("Run of scenario: ")
    assert "clicks expected from 400 asks" in first
    assert header.split() == ["#", "account", "by", "tier", "hours", "says", "yes", "adds"]
    assert last == "… and 384 more: to_frame() has all of them."


def test_html_has_headline_and_table_and_no_markup_of_the_user(large: seeder.Run) -> None:
    html = large._repr_html_()
    assert html == large.plan._repr_html_()
    assert "clicks expected from 400 asks" in html
    assert html.count("<tr>") == 21
    assert "<img" not in html
    assert "&lt;img" in html


def test_html_of_a_plan_without_picks() -> None:
    frame = pd.DataFrame({"account": ["a"], "followers": [1000]})
    infeasible = seeder.solve(frame, budget=1, rules={"accounts": {"at_least": 2}})
    assert "No plan keeps all of your rules." in infeasible._repr_html_()
    assert "<table>" not in infeasible._repr_html_()
    assert repr(infeasible.plan) == "scenario: No plan keeps all of your rules."


def test_a_plan_claims_no_more_in_a_notebook_than_is_proved() -> None:
    run = seeder.run_scenario(
        seeder.Scenario.from_frames(
            pd.DataFrame(
                {
                    "account": ["alice", "carol", "dave"],
                    "followers": [2874, 12000, 900],
                    "clicks": [50, 90, 12],
                    "effort": [0.5, 1, 1],
                    "acceptance": [0.2, 0.1, 0.5],
                }
            ),
            budget=2,
        ),
        # Without a search, the multipliers are all.
        stop=seeder.Stop(iterations=0),
    )
    assert run.plan.bound_certified is not None
    assert run.plan.value is not None
    assert run.plan.bound_certified > 1.01 * run.plan.value
    assert "best found; at most" in repr(run.plan)
    assert "(proved)" in run._repr_html_()
