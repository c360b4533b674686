"""What of a plan hangs on overlap that is not known, by hand and against who could follow whom."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import seeder
from seeder.analysis.interval.of_plan import interval_of_plan
from seeder.analysis.overlap.worlds import World
from seeder.errors import ProblemError


def run_of(
    followers: list[int],
    pairs: list[tuple[str, str, Any]],
    *,
    hours: float = 10,
    form: str = "shared",
    interested: float = 1.0,
    effort: list[float] | None = None,
    **audience: Any,
) -> seeder.Run:
    accounts = pd.DataFrame(
        {
            "account": list("abcdefgh")[: len(followers)],
            "followers": followers,
            "clicks": [people / 10 for people in followers],
            "effort": [1.0] * len(followers) if effort is None else effort,
            "acceptance": 0.5,
        }
    )
    scenario = seeder.Scenario.from_frames(
        accounts,
        budget={"effort": hours},
        audience={"kind": "overlaps", **audience},
        overlaps=pd.DataFrame(pairs, columns=["a", "b", form]),
        interested=interested,
    )
    return seeder.run_scenario(scenario)


def test_where_every_pair_is_known_the_interval_is_the_value() -> None:
    # Interested 0.2, so half of the interested followers click; a yes by half: 0.2 (25 + 20 − 30/16) = 8.625 by hand.
    run = run_of([100, 80], [("a", "b", 30)], interested=0.2)
    by_hand = 0.2 * (100 / 4 + 80 / 4 - 30 / 16)
    assert run.plan.value == pytest.approx(by_hand, rel=1e-9)
    assert run.plan.interval is not None
    assert (run.plan.interval.low, run.plan.interval.high) == pytest.approx((by_hand, by_hand), rel=1e-9)


def test_rounding_is_part_of_the_interval() -> None:
    run = run_of([1000, 800], [("a", "b", "30%")], form="share_of_a", interested=0.2)
    assert run.plan.interval is not None
    low, high = (0.2 * (450 - shared / 16) for shared in (305, 295))
    assert (run.plan.interval.low, run.plan.interval.high) == pytest.approx((low, high), rel=1e-9)


def test_a_pair_that_is_not_known_may_share_nobody_or_all() -> None:
    run = run_of([100, 80, 60], [("a", "b", 30)], interested=0.2, unstated="sainsbury", population=500)
    assert run.plan.interval is not None
    most = 0.2 * (240 / 4 - 30 / 16)
    assert run.plan.interval.high == pytest.approx(most, rel=1e-9)
    # c inside a or b as far as can be: 30 people follow all three, 30 more c and one of them.
    least = 0.2 * (30 * (1 - (3 / 4) ** 3) + 30 * (1 - (3 / 4) ** 2) + 90 / 4)
    assert run.plan.interval.low == pytest.approx(least, rel=1e-9)
    assert run.plan.value is not None
    assert run.plan.interval.low is not None
    assert run.plan.interval.low < run.plan.value < most


def test_a_threshold_is_a_fact_and_what_is_assumed_is_none() -> None:
    pairs = [("a", "b", 300), ("c", "b", 200)]
    free = run_of([1000, 800, 600], pairs).plan.interval
    listed = run_of([1000, 800, 600], pairs, threshold=100).plan.interval
    assert free is not None
    assert listed is not None
    assert listed.low is not None
    assert free.low is not None
    assert listed.low > free.low
    similar = run_of([1000, 800, 600], pairs, unstated="similar").plan.interval
    assert similar == free


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10**6), share=st.sampled_from([0.0, 0.4, 1.0]), interested=st.sampled_from([0.1, 0.3, 1.0]))
def test_what_a_plan_brings_on_the_true_list_lies_in_its_interval(seed: int, share: float, interested: float) -> None:
    rng = np.random.default_rng(seed)
    n_handles = int(rng.integers(2, 7))
    follows = (rng.random((200, n_handles)) < rng.uniform(0.05, 0.6, n_handles) * rng.gamma(1, 1, (200, 1))).astype(
        float
    )
    follows[0] = 1.0
    shared = follows.T @ follows
    every = list(combinations(range(n_handles), 2))
    known = [pair for pair in every if rng.random() < share] or every[:1]
    names = "abcdefgh"
    run = run_of(
        [int(people) for people in follows.sum(axis=0)],
        [(names[a], names[b], int(shared[a, b])) for a, b in known],
        hours=max(1, n_handles - 1),
        interested=interested,
    )
    chance = min(1.0, 0.1 / interested) * 0.5
    asked = [names.index(pick.account) for pick in run.plan.picks]
    truth = interested * float((1 - (1 - chance) ** follows[:, asked].sum(axis=1)).sum())
    assert run.plan.interval is not None
    assert run.plan.interval.low is not None
    assert run.plan.interval.high is not None
    assert run.plan.interval.low <= truth * (1 + 1e-9)
    assert truth <= run.plan.interval.high * (1 + 1e-9)


def test_other_kinds_of_audience_have_no_interval() -> None:
    accounts = pd.DataFrame({"account": ["a", "b"], "followers": [100, 80], "clicks": [10, 8]})
    run = seeder.run_scenario(seeder.Scenario.from_frames(accounts, budget={"effort": 10}))
    assert run.plan.interval is None
    assert run.plan.to_document()["interval"] is None
    assert seeder.overlap_of_run(run) is None


def test_facts_that_no_people_could_have_leave_no_interval() -> None:
    # The four lie inside e and are 200 − 6 · 8 = 152 people at least, and e has 140; no three handles tell.
    pairs = [(a, b, 8) for a, b in combinations("abcd", 2)] + [(a, "e", 50) for a in "abcd"]
    run = run_of([50, 50, 50, 50, 140], pairs)
    with pytest.raises(ProblemError):
        interval_of_plan(run.formulation, np.arange(5))
    assert run.plan.interval is not None
    assert run.plan.interval.low is None
    assert run.plan.interval.high is None


def test_a_plan_that_hangs_on_an_unknown_pair_says_what_would_change() -> None:
    # a and b bring most by themselves; if b is inside a, c is the better second ask.
    run = run_of([1000, 900, 800], [("a", "c", 0), ("b", "c", 0)], hours=2, interested=0.1)
    assert [pick.account for pick in run.plan.picks] == ["a", "b"]
    found = seeder.overlap_of_run(run)
    assert found is not None
    least, assumed, most = found.worlds
    assert [world.world for world in found.worlds] == [World.LEAST, World.ASSUMED, World.MOST]
    assert least.is_same
    assert assumed.is_same
    assert (least.rank, assumed.rank) == (1, 1)
    assert least.value == pytest.approx(0.1 * 0.5 * 1900, rel=1e-6)
    assert not most.is_same
    assert [run.formulation.account_name(option) for option in most.added.tolist()] == ["c"]
    assert [run.formulation.account_name(option) for option in most.dropped.tolist()] == ["b"]
    assert most.rank > 1
    assert most.value == pytest.approx(0.1 * (0.5 * 100 + 0.75 * 900), rel=0.02)
    assert most.best_value == pytest.approx(0.1 * 0.5 * 1800, rel=0.02)
    first = found.pairs[0]
    assert (first.a, first.b, first.is_inside) == (0, 1, True)
    assert (first.low, first.assumed, first.high) == pytest.approx((0, 0, 900), abs=1e-6)
    assert first.swing == pytest.approx(0.1 * 0.25 * 900)
    # Asking c in place of b costs 0.1 · 0.5 · 100 where nobody is shared.
    assert first.could_gain == pytest.approx(0.1 * 0.25 * 900 - 0.1 * 0.5 * 100)


def test_a_pair_that_is_known_is_not_worth_measuring() -> None:
    run = run_of([1000, 900], [("a", "b", 100)])
    found = seeder.overlap_of_run(run)
    assert found is not None
    assert found.pairs == ()
    assert all(world.is_same for world in found.worlds)
