"""Chances near 0 and 1, and values of very different sizes: rounded upwards, and searches that end."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.enumeration import all_selections, best_by_enumeration
from oracles.overlapping import coverage_problems

from seeder.problem import Coverage, SeedingProblem, value
from seeder.solvers import Stop, TerminationReason, solve
from seeder.solvers.model.cells import no_cells
from seeder.solvers.model.presolve import build_model
from seeder.solvers.model.small_numbers import is_linear, rounded_to_certain

HARD_CHANCES = st.sampled_from(
    [5e-324, 1e-300, 1e-17, 1e-12, 1e-9, 0.01, 0.3, 1.0 - 1e-12, 1.0 - 1e-15, 1.0 - 2.0**-53, 1.0]
)
SIZES = st.sampled_from([1e-11, 1e-3, 1.0, 700.0, 1e13])


@st.composite
def hard_problems(draw: st.DrawFn) -> SeedingProblem:
    """Problems of two to five accounts that share cells, with numbers that linear programs do not like."""
    n, n_cells = draw(st.integers(2, 5)), draw(st.integers(1, 3))
    chances = {(o, g): draw(HARD_CHANCES) for o in range(n) for g in range(n_cells) if draw(st.booleans())}
    assume(len({o for o, _ in chances}) >= 2)
    cell = [g for o in range(n) for g in range(n_cells) if (o, g) in chances]
    start = np.cumsum([0, *(sum((o, g) in chances for g in range(n_cells)) for o in range(n))])
    return SeedingProblem(
        account=np.arange(n),
        value_if_yes=[draw(st.sampled_from([0.0, 0.0, 1e-11, 3.0, 1e13])) for _ in range(n)],
        acceptance=[draw(st.sampled_from([1.0, 1.0, 0.6, 0.05])) for _ in range(n)],
        cost=[[draw(st.sampled_from([0.3, 0.7, 1.0, 2.5])) for _ in range(n)]],
        budget=[draw(st.sampled_from([1.0, 2.0, 2.9, 4.3]))],
        coverage=Coverage(
            weight=[draw(SIZES) for _ in range(n_cells)],
            start=start,
            cell=cell,
            chance=[chances[o, g] for o in range(n) for g in range(n_cells) if (o, g) in chances],
        ),
    )


@given(st.data())
@settings(max_examples=75)
def test_searches_end_and_prove(data: st.DataObject) -> None:
    problem = data.draw(hard_problems())
    result = solve(problem, stop=Stop(time_limit=60))
    best = best_by_enumeration(problem)
    assert best is not None
    assert result.termination.reason is TerminationReason.OPTIMAL
    assert result.bounds.lower is not None
    assert result.bounds.lower == pytest.approx(best, rel=1e-6)
    assert result.bounds.upper is not None
    assert result.bounds.certified is not None
    assert best <= result.bounds.upper * (1 + 1e-12)
    assert best <= result.bounds.certified


@given(st.data())
@settings(max_examples=150)
def test_the_model_is_worth_no_less_than_the_problem_and_hardly_more(data: st.DataObject) -> None:
    problem = data.draw(hard_problems() | coverage_problems(most_accounts=4))
    model = build_model(problem, drop_dominated=False)
    cells = model.cells or no_cells(model.n_options)
    alone = max((value(problem, [option]) for option in model.option.tolist()), default=0.0)
    for selection in all_selections(problem):
        if not set(selection) <= set(model.option.tolist()):
            continue
        chosen = np.searchsorted(model.option, np.array(selection, dtype=np.int64))
        log_survival = np.zeros(cells.n_cells)
        for option in chosen.tolist():
            entries = cells.of_option(option)
            with np.errstate(divide="ignore"):
                log_survival[cells.cell[entries]] += np.log1p(-cells.probability[entries])
        of_model = float(model.value[chosen].sum() - cells.weight @ np.expm1(log_survival))
        exact = value(problem, list(selection))
        assert of_model >= exact * (1.0 - 1e-14)
        assert of_model <= exact + 1e-9 * max(alone, exact)


def test_chances_within_rounding_of_1_count_as_1() -> None:
    assert rounded_to_certain(np.array([0.5, 1.0 - 2.0**-53, 1.0 - 2.0**-40, 1.0 - 2.0**-39])).tolist() == [
        0.5,
        1.0,
        1.0,
        1.0 - 2.0**-39,
    ]


def test_what_is_tiny_beside_others_counts_alone() -> None:
    """The first cell's 1e-12 beside 1, and the second cell's worth of 1e-9 beside 1,000."""
    found = is_linear(
        weight=np.array([1000.0, 1e-9]),
        owner=np.array([0, 1, 0, 1]),
        cell=np.array([0, 0, 1, 1], dtype=np.int32),
        chance=np.array([1.0, 1e-12, 0.5, 0.5]),
        value=np.zeros(2),
    )
    assert found.tolist() == [False, True, True, True]


def shared_cells(n: int, *, cost: float, budget: float) -> SeedingProblem:
    rng = np.random.default_rng(7)
    followed = rng.random((n, 10)) < 0.5
    return SeedingProblem(
        account=np.arange(n),
        value_if_yes=np.zeros(n),
        acceptance=np.full(n, 0.1),
        cost=np.full((1, n), cost),
        budget=[budget],
        coverage=Coverage(
            weight=rng.uniform(1e3, 1e5, 10),
            start=np.concatenate(([0], np.cumsum(followed.sum(axis=1)))),
            cell=np.nonzero(followed)[1],
            chance=0.3 * rng.uniform(0.001, 0.3, int(followed.sum())),
        ),
    )


@pytest.mark.parametrize(("n", "cost", "budget"), [(200, 0.3, 20.0), (400, 0.25, 20.2)])
def test_a_budget_that_is_no_multiple_of_the_cost_is_proved(n: int, cost: float, budget: float) -> None:
    result = solve(shared_cells(n, cost=cost, budget=budget), stop=Stop(relative_gap=1e-5, iterations=40))
    assert result.bounds.relative_gap is not None
    assert result.bounds.relative_gap <= 1e-5
    assert result.bounds.certified == pytest.approx(result.bounds.upper, rel=1e-9)
