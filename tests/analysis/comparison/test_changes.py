"""Exchanges that lead from one selection to another, against trying every single one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from oracles.enumeration import all_selections
from oracles.overlapping import overlapping_problems
from oracles.problems import small_problems

from seeder.analysis.comparison.changes import changes_between
from seeder.problem import Rule, SeedingProblem, evaluate, value

drawn = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def exchanges(problem: SeedingProblem, held: set[int], target: set[int]) -> list[set[int]]:
    """Every selection that one option more, or one for another, leads to on the way to the target."""
    adds, drops = sorted(target - held), sorted(held - target)
    found = [held | {add} for add in adds] + [held - {drop} | {add} for add in adds for drop in drops]
    return [chosen for chosen in found if evaluate(problem, sorted(chosen)).is_feasible]


def check(problem: SeedingProblem, start: tuple[int, ...], target: tuple[int, ...]) -> None:
    held, worth = set(start), value(problem, start)
    was_feasible = evaluate(problem, start).is_feasible
    for change in changes_between(problem, np.array(start, dtype=np.int64), np.array(target, dtype=np.int64)):
        drop, add = set(change.drop.tolist()), set(change.add.tolist())
        assert drop | add
        assert drop <= held - set(target)
        assert add <= set(target) - held
        after = held - drop | add
        assert change.gain == pytest.approx(value(problem, sorted(after)) - value(problem, sorted(held)), abs=1e-9)
        if was_feasible:
            best = max((value(problem, sorted(one)) for one in exchanges(problem, held, set(target))), default=None)
            if best is not None:
                assert worth + change.gain >= best - 1e-9 * max(1.0, abs(best))
            assert evaluate(problem, sorted(after)).is_feasible
        held, worth = after, worth + change.gain
        was_feasible = was_feasible or evaluate(problem, sorted(held)).is_feasible
    assert held == set(target)


@settings(drawn, max_examples=150)
@given(problem=overlapping_problems(hard_numbers=False), data=st.data())
def test_they_lead_there_within_the_limits(problem: SeedingProblem, data: st.DataObject) -> None:
    feasible = [chosen for chosen in all_selections(problem) if evaluate(problem, chosen).is_feasible]
    assume(len(feasible) > 1)
    start, target = (data.draw(st.sampled_from(feasible)) for _ in range(2))
    check(problem, start, target)


@settings(drawn, max_examples=100)
@given(problem=overlapping_problems(hard_numbers=False) | small_problems(), data=st.data())
def test_a_list_that_breaks_rules_is_led_back(problem: SeedingProblem, data: st.DataObject) -> None:
    feasible = [chosen for chosen in all_selections(problem) if evaluate(problem, chosen).is_feasible]
    assume(feasible)
    start = data.draw(st.sets(st.sampled_from(range(problem.n_options)), max_size=5)) if problem.n_options else set()
    check(problem, tuple(sorted(start)), data.draw(st.sampled_from(feasible)))


def fifty() -> SeedingProblem:
    """A celebrity for 30 hours that brings 125, and fifty others for half an hour that bring 5 each."""
    return SeedingProblem(
        account=np.arange(51), value_if_yes=[125.0] + [5.0] * 50, cost=[30.0] + [0.5] * 50, budget=[40.0]
    )


def test_one_for_all_that_fit_into_its_hours() -> None:
    first, *rest = changes_between(fifty(), np.array([0, *range(1, 21)]), np.arange(1, 51))
    assert (first.drop.tolist(), len(first.add), first.gain) == ([0], 30, 25)
    assert not rest


def test_many_go_for_one() -> None:
    problem = SeedingProblem(
        account=np.arange(51), value_if_yes=[500.0] + [5.0] * 50, cost=[30.0] + [0.5] * 50, budget=[30.0]
    )
    (only,) = changes_between(problem, np.arange(1, 51), np.array([0]))[:1]
    assert (only.drop.tolist(), only.add.tolist(), only.gain) == (list(range(1, 51)), [0], 250)


def test_lists_of_accounts_together_change_at_once() -> None:
    problem = SeedingProblem(
        account=np.arange(4),
        value_if_yes=[1.0, 2.0, 3.0, 4.0],
        cost=[1.0] * 4,
        budget=[2.0],
        rules=[Rule.together([0], [1]), Rule.together([2], [3])],
    )
    (only,) = changes_between(problem, np.array([0, 1]), np.array([2, 3]))
    assert (only.drop.tolist(), only.add.tolist(), only.gain) == ([0, 1], [2, 3], 4)


def test_the_same_selection_needs_no_change() -> None:
    assert changes_between(fifty(), np.arange(5), np.arange(5)) == ()
    assert changes_between(fifty(), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)) == ()


def test_after_a_hundred_steps_the_rest_is_one() -> None:
    problem = SeedingProblem(account=np.arange(150), value_if_yes=np.arange(150.0), cost=[1.0] * 150, budget=[150.0])
    found = changes_between(problem, np.empty(0, dtype=np.int64), np.arange(150))
    assert len(found) == 101
    assert (found[0].add.tolist(), len(found[-1].add)) == ([149], 50)
