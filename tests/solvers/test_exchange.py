"""Exchanges only ever make a selection better."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.enumeration import all_selections, best_by_enumeration
from oracles.problems import small_problems

from seeder.problem import CountRule, Coverage, SeedingProblem, evaluate
from seeder.solvers.concave import Tangents, climb
from seeder.solvers.deadline import Deadline
from seeder.solvers.exchange import improve_by_exchange
from seeder.solvers.presolve import Model, build_model
from seeder.solvers.pricing import Multipliers, Pricing, price
from seeder.solvers.search import Search
from seeder.solvers.stop import Stop


def search_from(problem: SeedingProblem, selection: list[int], *, time_limit: float | None = None) -> Search:
    search = Search(problem, stop=Stop(relative_gap=0.0), deadline=Deadline.start(time_limit), on_progress=None)
    search.offer(np.array(selection, dtype=np.int64))
    return search


def priced(model: Model, tangents: Tangents, multipliers: Multipliers | None = None) -> tuple[Pricing, float]:
    """The Lagrangian of some tangents, and the bound that belongs to it."""
    assert model.cells is not None
    linear = dataclasses.replace(model, value=tangents.gains(model), cells=None)
    pricing = price(linear, Multipliers.zero(len(model.row)) if multipliers is None else multipliers)
    return pricing, pricing.bound + tangents.constant(model.cells)


def improved(problem: SeedingProblem, selection: list[int], **changes: Any) -> Search:
    """Exchange from a selection, with no option left out."""
    search, model = search_from(problem, selection, **changes), build_model(problem)
    assert model.cells is not None
    n_cells = model.cells.n_cells
    pricing, bound = priced(model, Tangents(np.zeros(n_cells), np.zeros(n_cells)))
    improve_by_exchange(search, model, pricing, bound=bound)
    return search


def problem_of(**changes: Any) -> SeedingProblem:
    """Three hours. The first three asks move the same 10 people for sure; the others move 4, 3 and 2 of their own."""
    arguments: dict[str, Any] = {
        "account": range(6),
        "value_if_yes": [0.0, 0.0, 0.0, 3.9, 2.9, 1.9],
        "cost": [[1.0] * 6],
        "budget": [3.0],
        "coverage": Coverage(
            weight=[10.0, 1.0], start=[0, 1, 2, 4, 5, 6, 7], cell=[0, 0, 0, 1, 1, 1, 1], chance=[1.0] * 3 + [0.1] * 4
        ),
    }
    return SeedingProblem(**(arguments | changes))


def test_what_moves_the_same_people_twice_is_exchanged() -> None:
    search = improved(problem_of(), [0, 1, 2])
    assert search.selection is not None
    # One of the first three (the third moves a tenth of another one besides), and the best two of the rest.
    assert search.selection.tolist() == [2, 3, 4]
    assert search.lower == pytest.approx(10 + 3.9 + 2.9 + (1 - 0.9**3))


def test_pins_stay_and_counts_are_kept() -> None:
    rules = [CountRule([0], at_least=1), CountRule([0, 1, 2], at_least=2)]
    search = improved(problem_of(rules=rules), [0, 1, 5])
    assert search.selection is not None
    assert search.selection.tolist() == [0, 1, 3]


def test_a_pin_that_brings_little_stays_and_the_rest_is_exchanged() -> None:
    search = improved(problem_of(rules=[CountRule([5], at_least=1)]), [0, 1, 5])
    assert search.selection is not None
    assert search.selection.tolist() == [2, 3, 5]


def test_an_account_may_change_its_approach() -> None:
    # The first account for an hour by a half or for two hours for sure; another for an hour, of the same people.
    problem = SeedingProblem(
        account=[0, 0, 1],
        value_if_yes=np.zeros(3),
        cost=[[1.0, 2.0, 1.0]],
        budget=[2.0],
        coverage=Coverage(weight=[10.0], start=[0, 1, 2, 3], cell=[0, 0, 0], chance=[0.5, 1.0, 0.5]),
    )
    search = improved(problem, [0, 2])
    assert search.selection is not None
    assert (search.selection.tolist(), search.lower) == ([0, 2], 7.5)
    search = improved(problem, [0])
    assert search.selection is not None
    assert search.lower == 10.0


def test_two_small_ones_take_the_place_of_a_large_one() -> None:
    problem = problem_of(cost=[[3.0, 3.0, 3.0, 1.0, 1.0, 1.0]], value_if_yes=[0.0, 0.0, 0.0, 5.0, 4.0, 3.0])
    search = improved(problem, [0])
    assert search.selection is not None
    assert search.selection.tolist() == [3, 4, 5]


def test_one_large_one_takes_the_place_of_a_small_one() -> None:
    problem = problem_of(cost=[[3.0, 3.0, 3.0, 1.0, 1.0, 1.0]])
    search = improved(problem, [5])
    assert search.selection is not None
    assert search.lower == pytest.approx(10.1)


def test_options_that_the_bound_rules_out_are_left_out() -> None:
    """Told that the best is hardly better, exchange looks at what loses no more than that: here at nothing else."""
    problem, model = problem_of(), build_model(problem_of())
    assert model.cells is not None
    search = search_from(problem, [0, 1, 2])
    pricing, bound = priced(model, Tangents(np.zeros(2), np.zeros(2)), Multipliers(np.array([6.0]), np.zeros(1)))
    assert (pricing.loss > 1.0).sum() == 3
    improve_by_exchange(search, model, pricing, bound=(search.lower or 0.0) + 1.0)
    assert search.selection is not None
    assert search.selection.tolist() == [0, 1, 2]
    improve_by_exchange(search, model, pricing, bound=bound)
    assert search.selection.tolist() == [2, 3, 4]


def test_nothing_is_done_without_time_or_a_selection() -> None:
    late = improved(problem_of(), [0, 1, 2], time_limit=0.0)
    assert late.selection is not None
    assert late.selection.tolist() == [0, 1, 2]
    assert improved(problem_of(budget=[2.0]), [0, 1, 2]).selection is None


def test_a_selection_that_presolve_left_out_is_left_alone() -> None:
    # Of one account, the second option is dominated by the first.
    problem = problem_of(account=[0, 0, 1, 2, 3, 4])
    search = improved(problem, [1, 5])
    assert search.selection is not None
    assert search.selection.tolist() == [1, 5]


def test_costs_of_any_length_are_weighed() -> None:
    problem = problem_of(cost=[[1e-310, 1.0, 1 / 3, 0.1, 1e-200, 1.0]])
    search = improved(problem, [0, 1])
    assert search.selection is not None
    assert search.lower is not None
    assert search.lower > evaluate(problem, [0, 1]).value


@settings(max_examples=50, deadline=None)
@given(problem=small_problems(with_coverage=True, most_accounts=4), data=st.data())
def test_exchanges_against_enumeration(problem: SeedingProblem, data: st.DataObject) -> None:
    model = build_model(problem)
    if model.contradiction is not None or model.cells is None:
        return
    feasible = [list(chosen) for chosen in all_selections(problem) if evaluate(problem, chosen).is_feasible]
    if not feasible:
        return
    search = search_from(problem, data.draw(st.sampled_from(feasible)))
    before, best = search.lower, best_by_enumeration(problem)
    assert before is not None
    assert best is not None
    found = climb(model)
    pricing, bound = priced(model, found.tangents, found.multipliers)
    improve_by_exchange(search, model, pricing, bound=bound)
    assert search.selection is not None
    evaluation = evaluate(problem, search.selection)
    assert evaluation.is_feasible
    assert evaluation.value == search.lower
    assert before <= evaluation.value <= best


@pytest.mark.parametrize("seed", range(5))
def test_no_single_exchange_is_left(seed: int) -> None:
    """Where it ends, no option can go for another one of more value."""
    rng = np.random.default_rng(seed)
    n, n_cells = 14, 10
    has = rng.random((n, n_cells)) < 0.4
    problem = SeedingProblem(
        account=np.arange(n) // 2,
        value_if_yes=rng.uniform(0, 1, n),
        cost=np.round(rng.uniform(0.5, 2, (2, n)), 1),
        budget=[4.0, 5.0],
        coverage=Coverage(
            weight=rng.lognormal(1, 1, n_cells),
            start=np.concatenate(([0], np.cumsum(has.sum(axis=1)))),
            cell=np.nonzero(has)[1],
            chance=rng.uniform(0, 1, int(has.sum())),
        ),
    )
    search = improved(problem, [])
    start = improved(problem, [0])
    for found in (search, start):
        assert found.selection is not None
        chosen = found.selection.tolist()
        for option in chosen:
            for other in build_model(problem).option.tolist():
                changed = evaluate(problem, sorted({*chosen, other} - {option}))
                assert not changed.is_feasible or changed.value <= evaluate(problem, chosen).value * (1 + 1e-9)
