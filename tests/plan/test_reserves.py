"""Stand-ins against trying every exchange."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from oracles.problems import small_problems

from seeder.plan.reserves import find_stand_ins
from seeder.problem import CountRule, SeedingProblem, evaluate
from seeder.solvers import solve


@settings(max_examples=250)
@given(small_problems(most_accounts=5))
def test_each_account_stands_in_where_it_keeps_the_most(problem: SeedingProblem) -> None:
    result = solve(problem)
    assume(result.selection is not None and len(result.selection))
    assert result.selection is not None
    chosen = result.selection.tolist()
    asked = {int(problem.account[option]) for option in chosen}
    best: dict[int, float] = {}
    for option in range(problem.n_options):
        account = int(problem.account[option])
        if account in asked or problem.value[option] <= 0:
            continue
        for pick in chosen:
            swapped = evaluate(problem, [*(other for other in chosen if other != pick), option])
            if swapped.is_feasible:
                best[account] = max(best.get(account, -1.0), swapped.value)
    found = find_stand_ins(problem, result, n_reserves=100)
    assert {int(problem.account[one.option]) for one in found} == set(best)
    for one in found:
        assert abs(one.value - best[int(problem.account[one.option])]) <= 1e-9
    assert [one.value for one in found] == sorted((one.value for one in found), reverse=True)


def test_banned_options_crowd_nobody_out() -> None:
    """Of 6,000 accounts the best 3,000 are banned, one rule each: stand-ins come from the others."""
    n = 6_000
    problem = SeedingProblem(
        account=np.arange(n),
        value_if_yes=np.arange(n, 0, -1),
        cost=np.ones(n),
        budget=[10],
        rules=[CountRule([option], at_most=0) for option in range(3_000)],
    )
    found = find_stand_ins(problem, solve(problem), n_reserves=3)
    assert [one.option for one in found] == [3_010, 3_011, 3_012]
