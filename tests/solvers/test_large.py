"""Large problems end with a proof, and time limits hold for them."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.speed.cases import make_market
from seeder.problem import Rule, SeedingProblem, evaluate
from seeder.solvers import Limit, Stop, TerminationReason, solve


@pytest.mark.slow
def test_a_hundred_thousand_accounts() -> None:
    problem = make_market(100_000, effort=3_000.0)
    result = solve(problem)
    assert result.termination.reason is TerminationReason.OPTIMAL
    assert result.selection is not None
    assert evaluate(problem, result.selection).is_feasible


@pytest.mark.slow
def test_time_limit_with_many_rules() -> None:
    plain = make_market(60_000, effort=1_800.0)
    rng = np.random.default_rng(0)
    group = rng.integers(0, 200, plain.n_accounts)[plain.account]
    rules = [Rule.count(np.flatnonzero(group == number), at_least=2, at_most=6) for number in range(200)]
    rules += [Rule.count(np.sort(rng.choice(plain.n_options, 4, replace=False)), at_most=1) for _ in range(1000)]
    problem = SeedingProblem(
        account=plain.account,
        value_if_yes=plain.value_if_yes,
        acceptance=plain.acceptance,
        cost=plain.cost,
        budget=plain.budget,
        rules=rules,
    )
    result = solve(problem, stop=Stop(time_limit=2.0, relative_gap=0.0))
    assert result.termination.limit in (Limit.TIME, None)
    assert result.selection is not None
    assert evaluate(problem, result.selection).is_feasible


def test_one_approach_at_one_price_needs_no_search() -> None:
    # Equal hours: the 80 best of 20,000 are the optimum, and the multipliers alone prove it.
    rng = np.random.default_rng(0)
    value = rng.lognormal(3, 2, 20_000)
    problem = SeedingProblem(account=np.arange(20_000), value_if_yes=value, cost=[np.full(20_000, 0.5)], budget=[40.3])
    result = solve(problem, stop=Stop(iterations=0))
    assert result.termination.reason is TerminationReason.OPTIMAL
    assert result.bounds.lower == pytest.approx(np.sort(value)[-80:].sum(), rel=1e-12)
