"""Cuts from covers: they follow from their rows, and the point that they were found at breaks them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from seeder.certify import CombinedRows
from seeder.certify.cut_checks import follows
from seeder.problem import Rule, SeedingProblem
from seeder.solvers.relaxations.cover_cuts import CoverCuts


@st.composite
def points(draw: st.DrawFn) -> tuple[SeedingProblem, np.ndarray]:
    """Draw a problem of different costs, and a share of each option."""
    account = sorted(draw(st.lists(st.integers(0, 6), min_size=3, max_size=9)))
    n = len(account)
    cost = [draw(st.lists(st.sampled_from([0.0, 0.25, 0.3, 0.5, 1.0, 2.0]), min_size=n, max_size=n)) for _ in range(2)]
    options = sorted(draw(st.sets(st.integers(0, n - 1), min_size=1)))
    rules = [Rule.count(options, at_least=draw(st.integers(1, 3))), Rule.limit(options, resource=1, limit=1.5)]
    problem = SeedingProblem(
        account=account,
        value_if_yes=np.ones(n),
        cost=cost,
        budget=[draw(st.sampled_from([0.75, 1.1, 2.3])), draw(st.sampled_from([0.9, 3.0]))],
        rules=rules[: draw(st.integers(0, 2))],
    )
    share = st.sampled_from([0.0, 0.3, 0.5, 0.9, 1.0])
    return problem, np.array(draw(st.lists(share, min_size=n, max_size=n)))


@given(drawn=points())
def test_cuts_follow_and_are_broken(drawn: tuple[SeedingProblem, np.ndarray]) -> None:
    problem, x = drawn
    rows = CombinedRows(problem)
    found = CoverCuts(problem).broken_by(x)
    event(f"{min(len(found), 3)} cuts")
    for depth, cut in found:
        assert depth > 0
        assert float(cut.weight @ x[cut.option]) > cut.limit
        assert follows(rows, cut)


def many(seed: int) -> SeedingProblem:
    rng = np.random.default_rng(seed)
    account = np.sort(rng.integers(0, 60, 120))
    hours = rng.choice([0.25, 0.4, 0.5, 1.5, 1.75, 5.0], 120)
    cash = np.where(hours > 1, rng.choice([10.0, 250.0, 900.0], 120), 0.0)
    return SeedingProblem(
        account=account,
        value_if_yes=rng.uniform(1, 9, 120),
        cost=[hours, cash],
        budget=[20.0, 4000.0],
        n_accounts=60,
        rules=[
            Rule.count(np.flatnonzero(account < 30), at_least=12),
            Rule.count(np.flatnonzero(account % 3 == 0), at_least=4),
            Rule.limit(np.flatnonzero(account < 20), resource=1, limit=1000.0),
        ],
    )


@pytest.mark.parametrize("seed", range(5))
def test_cuts_of_many_rows_follow(seed: int) -> None:
    problem = many(seed)
    rng = np.random.default_rng(100 + seed)
    rows = CombinedRows(problem)
    covers = CoverCuts(problem)
    n_found = 0
    for _ in range(10):
        x = np.where(rng.random(120) < 0.4, rng.choice([0.3, 0.7, 1.0], 120), 0.0)
        for _, cut in covers.broken_by(x):
            assert follows(rows, cut)
            n_found += 1
    assert n_found > 20


def test_sixteen_asks_of_250_leave_nothing_for_one_of_10() -> None:
    problem = SeedingProblem(
        account=np.arange(19),
        value_if_yes=np.ones(19),
        cost=[[250.0] * 17 + [10.0, 3500.0]],
        budget=[4000.0],
    )
    # Of the budget's 4,000, fifteen and 24/25 asks of 250 leave the 10.
    x = np.array([1.0] * 15 + [0.8, 0.16, 1.0, 0.0])
    _, cut = CoverCuts(problem).broken_by(x)[0]
    assert cut.option.tolist() == list(range(19))
    assert cut.weight.tolist() == [1] * 18 + [14]
    assert cut.limit == 16


def test_a_count_is_taken_off_a_budget() -> None:
    problem = SeedingProblem(
        account=np.arange(30),
        value_if_yes=np.ones(30),
        cost=[[0.25] * 20 + [1.75] * 10],
        budget=[10.0],
        rules=[Rule.count(range(20), at_least=10)],
    )
    x = np.array([0.5] * 20 + [1.0] * 4 + [2 / 7] + [0.0] * 5)
    assert float(problem.cost[0] @ x) == pytest.approx(10.0)
    cuts = [cut for _, cut in CoverCuts(problem).broken_by(x) if cut.at_least_multiplier.any()]
    assert cuts
    assert all(cut.at_least_multiplier.tolist() == [0.25] for cut in cuts)
    assert any(set(range(20, 30)) <= set(cut.option.tolist()) and cut.limit == 4 for cut in cuts)


def test_a_row_of_equal_weights_is_a_count_already() -> None:
    assert not CoverCuts(SeedingProblem(account=[0, 1], value_if_yes=[1, 1], cost=[2, 2], budget=[3])).has_rows
    assert not CoverCuts(SeedingProblem(account=[0, 1], value_if_yes=[1, 1], cost=[2, 1], budget=[np.inf])).has_rows
