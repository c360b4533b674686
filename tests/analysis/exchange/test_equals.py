"""How many others are as good as one account, against enumeration."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from oracles.audience_enumeration import Tables
from oracles.audience_scenarios import Form, kind_of, make_formulation, make_scenario, scenarios
from oracles.exchanging import fewest_if_all_say_yes, least_effort

import seeder
from seeder.analysis.exchange.equals import equals_of
from seeder.analysis.exchange.subject import accounts_against
from seeder.analysis.searching import Searcher
from seeder.problem import value
from seeder.solvers import Stop

drawn = settings(deadline=None, suppress_health_check=list(HealthCheck))


def searcher(gap: float = 1e-3) -> Searcher:
    return Searcher(Stop(relative_gap=gap), 0, None)


@settings(drawn, max_examples=150)
@given(tables=scenarios(), data=st.data())
def test_both_equals_are_those_of_enumeration(tables: Tables, data: st.DataObject) -> None:
    formulation = make_formulation(make_scenario(tables, Form.BY_HAND))
    problem = formulation.problem
    assume(problem.n_options > 0)
    option = data.draw(st.integers(0, problem.n_options - 1))
    own = int(problem.account[option])
    others = [account for account in range(problem.n_accounts) if account != own]
    is_against = np.isin(np.arange(problem.n_accounts), others)
    found = equals_of(formulation, option, "all", is_against, searcher())
    fewest, effort = fewest_if_all_say_yes(formulation, option, others), least_effort(formulation, option, others)
    event(f"{kind_of(tables).value}, {'none' if fewest is None else 'some'}")
    if fewest is None:
        assert found.if_all_say_yes is None
    else:
        assert found.if_all_say_yes is not None
        assert (found.if_all_say_yes.accounts, found.if_all_say_yes.at_least) == (fewest, fewest)
        assert len(found.if_all_say_yes.picks) == fewest
    if effort is None:
        assert found.expected is None
    else:
        assert found.expected is not None
        assert found.expected.costs["effort"] == pytest.approx(effort, rel=1e-3, abs=1e-9)
        assert found.expected.at_least["effort"] <= effort + 1e-9
        assert found.expected.at_least["effort"] == pytest.approx(effort, rel=2e-3, abs=1e-9)
        names = {(formulation.account_name(at), formulation.approach_name(at)): at for at in range(problem.n_options)}
        picks = [names[pick.account, pick.approach] for pick in found.expected.picks]
        assert value(problem, picks) >= value(problem, [option]) * (1 - 1e-9)
        assert not set(problem.account[picks].tolist()) & {own}


def formulated(name: str = "one-celebrity-or-250") -> seeder.Formulation:
    return seeder.formulation_of(seeder.read_scenario(f"scenarios/{name}"))


def test_it_takes_250_bloggers_to_equal_the_celebrity() -> None:
    formulation = formulated()
    assert formulation.problem.followers is not None
    star = int(np.argmax(formulation.problem.followers))
    option = int(np.flatnonzero(formulation.problem.account == star)[0])
    is_against = accounts_against(formulation, "tier in ('nano', 'micro', 'mid')", star)
    found = equals_of(formulation, option, "", is_against, searcher())
    assert found.if_all_say_yes is not None
    assert (found.if_all_say_yes.accounts, found.if_all_say_yes.at_least) == (250, 250)
    assert found.if_all_say_yes.costs == {"effort": 125.0}
    # Asking her is expected to bring 12,500 · 0.01 = 125 clicks; a blogger brings 50 · 0.1 = 5 in half an hour.
    assert found.expected is not None
    assert (found.expected.asks, found.expected.costs, found.expected.at_least) == (
        25,
        {"effort": 12.5},
        {"effort": 12.5},
    )


def test_all_of_them_together_may_bring_less() -> None:
    frame = pd.DataFrame({"account": ["star", "ann"], "followers": [2_000_000, 900], "clicks": [50, 20]})
    keys: dict[str, Any] = {"approaches": {"mail": {"effort": 1, "acceptance": 0.5}}}
    formulation = seeder.formulation_of(seeder.Scenario.from_frames(frame, budget=1, **keys))
    found = equals_of(formulation, 0, "", np.array([False, True]), searcher())
    assert found.if_all_say_yes is None
    assert found.expected is None
    assert (found.most_if_all_say_yes, found.most_expected, found.n_accounts) == (20, 10, 1)
