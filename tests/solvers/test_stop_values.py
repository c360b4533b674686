"""A value or a bound to stop at: the search ends early, what it proves stays true, and the question is answered."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from oracles.enumeration import best_by_enumeration
from oracles.overlapping import overlapping_problems
from oracles.problems import small_problems

from seeder.errors import ProblemError
from seeder.problem import SeedingProblem, evaluate
from seeder.solvers import Stop, TerminationReason, solve

drawn = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
SAME = 1e-9


def check(problem: SeedingProblem, share: float) -> None:
    best = best_by_enumeration(problem)
    assume(best is not None and best > 0)
    assert best is not None
    wanted = share * best
    found = solve(problem, stop=Stop(value_stop=wanted, bound_stop=wanted * (1 - SAME)))
    lower, upper = found.bounds.lower, found.bounds.upper
    assert found.selection is not None
    assert evaluate(problem, found.selection).is_feasible
    assert lower is not None
    assert upper is not None
    assert lower <= best * (1 + 1e-12)
    assert upper >= best * (1 - 1e-12)
    event(f"{found.termination.reason.value}")
    if best >= wanted:
        assert lower >= min(wanted, best * (1 - 1e-6))
    else:
        assert upper <= max(wanted * (1 - SAME), best * (1 + 2e-6))


@settings(drawn, max_examples=150)
@given(problem=overlapping_problems(hard_numbers=False), share=st.sampled_from([0.3, 0.8, 0.99, 1.0, 1.01, 1.3]))
def test_where_audiences_overlap(problem: SeedingProblem, share: float) -> None:
    check(problem, share)


@settings(drawn, max_examples=100)
@given(problem=small_problems(), share=st.sampled_from([0.3, 0.8, 0.99, 1.0, 1.01, 1.3]))
def test_where_they_are_separate(problem: SeedingProblem, share: float) -> None:
    check(problem, share)


def test_the_reason_is_named() -> None:
    problem = SeedingProblem(
        account=range(4), value_if_yes=[5.0, 4.0, 3.0, 2.0], cost=[3.0, 2.0, 2.0, 1.0], budget=[5.0]
    )
    found = solve(problem, stop=Stop(value_stop=1.0))
    assert found.termination.reason in (TerminationReason.GAP_REACHED, TerminationReason.OPTIMAL)
    found = solve(problem, stop=Stop(bound_stop=1000.0))
    assert found.termination.reason in (TerminationReason.GAP_REACHED, TerminationReason.OPTIMAL)
    assert found.bounds.upper is not None
    assert found.bounds.upper >= 9.0


@pytest.mark.parametrize("changes", [{"value_stop": float("nan")}, {"bound_stop": "7"}])
def test_what_is_no_number_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ProblemError, match="_stop: expected a number"):
        Stop(**changes)
