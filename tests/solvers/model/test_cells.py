"""Cells of a model are worth what the problem's are."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.enumeration import all_selections, best_by_enumeration
from oracles.overlapping import coverage_problems, overlapping_problems

from seeder.certify import proved_bound
from seeder.problem import Coverage, Rule, SeedingProblem, evaluate, value
from seeder.solvers.deadline import Deadline
from seeder.solvers.incumbent import Incumbent
from seeder.solvers.model.cells import Cells, covers, gather_cells
from seeder.solvers.model.cover_state import cover_value
from seeder.solvers.model.model import Model
from seeder.solvers.model.presolve import build_model
from seeder.solvers.model.pricing import Multipliers
from seeder.solvers.model.small_numbers import rounded_to_certain
from seeder.solvers.relaxations.concave import Tangents, climb
from seeder.solvers.stop import Stop

# Of chances within rounding of 0 and 1, what the model is worth is tested in test_small_numbers.
overlapping = overlapping_problems(most_accounts=4, hard_numbers=False)
with_coverage = coverage_problems(most_accounts=4, hard_numbers=False)


def coverage_of(weight: Sequence[float], *options: dict[int, float]) -> Coverage:
    """A coverage from the chances of each option by cell."""
    return Coverage(
        weight=weight,
        start=np.cumsum([0, *map(len, options)]),
        cell=[cell for option in options for cell in sorted(option)],
        chance=[option[cell] for option in options for cell in sorted(option)],
    )


def problem_of(
    weight: Sequence[float], *options: dict[int, float], account: Sequence[int] | None = None
) -> SeedingProblem:
    """A problem without a budget whose options bring nothing but what they move."""
    return SeedingProblem(
        account=range(len(options)) if account is None else account,
        value_if_yes=np.zeros(len(options)),
        cost=np.zeros((0, len(options))),
        budget=[],
        coverage=coverage_of(weight, *options),
    )


def dense(problem: SeedingProblem) -> np.ndarray:
    """b_og by its definition, shape (n_options, n_cells)."""
    coverage = problem.coverage
    assert coverage is not None
    moved = np.zeros((problem.n_options, coverage.n_cells))
    for option in range(problem.n_options):
        own = slice(int(coverage.start[option]), int(coverage.start[option + 1]))
        moved[option, coverage.cell[own]] = problem.acceptance[option] * coverage.chance[own]
    return moved


@settings(max_examples=60, deadline=None)
@given(problem=with_coverage)
def test_every_selection_keeps_its_value(problem: SeedingProblem) -> None:
    for drop_dominated in (False, True):
        model = build_model(problem, drop_dominated=drop_dominated)
        position = {int(option): place for place, option in enumerate(model.option)}
        for selection in all_selections(problem):
            if all(option in position for option in selection):
                chosen = np.array([position[option] for option in selection], dtype=np.int64)
                assert cover_value(model, chosen) == pytest.approx(value(problem, selection), rel=1e-13, abs=1e-300)


@settings(max_examples=60, deadline=None)
@given(problem=with_coverage)
def test_what_becomes_value_is_never_rounded_down(problem: SeedingProblem) -> None:
    coverage = problem.coverage
    assert coverage is not None
    moved = dense(problem)
    accounts = [set(problem.account[moved[:, cell] > 0].tolist()) for cell in range(coverage.n_cells)]
    _, gained = gather_cells(problem, np.ones(problem.n_options, dtype=bool))
    for option in range(problem.n_options):
        exact = sum(
            (
                Fraction(float(coverage.weight[cell])) * Fraction(float(moved[option, cell]))
                for cell in range(coverage.n_cells)
                if accounts[cell] == {int(problem.account[option])}
            ),
            Fraction(),
        )
        assert Fraction(float(gained[option])) >= exact
        assert gained[option] == pytest.approx(float(exact), rel=1e-14)


@settings(max_examples=50, deadline=None)
@given(problem=with_coverage)
def test_options_that_are_dominated_are_never_needed(problem: SeedingProblem) -> None:
    model = build_model(problem)
    kept = set(model.option.tolist())
    best = best_by_enumeration(problem)
    if model.contradiction is not None:
        assert best is None
    assume(model.contradiction is None)
    values = [
        value(problem, selection)
        for selection in all_selections(problem)
        if kept.issuperset(selection) and evaluate(problem, selection).is_feasible
    ]
    assert max(values, default=None) == (None if best is None else pytest.approx(best, rel=1e-13))


def left(problem: SeedingProblem) -> list[int]:
    kept: list[int] = build_model(problem).option.tolist()
    return kept


def test_who_is_dominated_by_hand() -> None:
    # Of one account: the second moves cell 0 as surely and cell 1 besides.
    assert left(problem_of([5.0, 5.0], {0: 0.5}, {0: 0.5, 1: 0.1}, {0: 0.1}, account=[0, 0, 1])) == [1, 2]
    # Neither moves everything that the other moves.
    assert left(problem_of([5.0, 5.0], {0: 0.5}, {0: 0.4, 1: 0.1}, {0: 0.1}, account=[0, 0, 1])) == [0, 1, 2]
    # Of two that are alike the first stays.
    assert left(problem_of([5.0], {0: 0.5}, {0: 0.5}, {0: 0.1}, account=[0, 0, 1])) == [0, 2]
    # Chances of 0 and cells of nobody's worth move nothing.
    assert left(problem_of([5.0, 0.0], {0: 0.0}, {1: 0.9}, {0: 0.1})) == [2]


@settings(max_examples=60, deadline=None)
@given(problem=with_coverage)
def test_covers_by_definition(problem: SeedingProblem) -> None:
    assert problem.coverage is not None
    moved = dense(problem)
    has_zeros = (problem.coverage.chance == 0).any() or (problem.acceptance == 0).any()
    for better in range(problem.n_options):
        for worse in range(problem.n_options):
            is_covered = bool((moved[better] >= moved[worse]).all())
            said = covers(problem, problem.coverage, better, worse)
            # An entry of chance 0 may keep it from being seen; what is said is true.
            assert is_covered if said else (has_zeros or not is_covered)


def gathered(problem: SeedingProblem) -> tuple[Cells, list[float]]:
    cells, gained = gather_cells(problem, np.ones(problem.n_options, dtype=bool))
    assert cells is not None
    return cells, gained.tolist()


def test_cells_that_are_alike_become_one() -> None:
    problem = problem_of(
        [1.0, 2.0, 4.0, 8.0, 16.0],
        {0: 0.5, 1: 0.25, 2: 0.5, 3: 0.5, 4: 0.5},
        {0: 0.1, 1: 0.1, 2: 0.1, 3: 0.2},
    )
    cells, gained = gathered(problem)
    # 0 and 2 are alike; 1 differs in the first option, 3 in the second; 4 has the first alone: 8 of its 16.
    assert cells.place.tolist() == [0, 1, 0, 2, -1]
    assert cells.weight.tolist() == [5.0, 2.0, 8.0]
    assert cells.probability_matrix.toarray().tolist() == [[0.5, 0.25, 0.5], [0.1, 0.1, 0.2]]
    assert gained == pytest.approx([8.0, 0.0])


def test_the_same_chances_by_other_options_are_not_alike() -> None:
    problem = problem_of([1.0, 1.0, 1.0], {0: 0.5, 1: 0.5}, {0: 0.5, 2: 0.5}, {1: 0.5, 2: 0.5})
    cells, _ = gathered(problem)
    assert cells.n_cells == 3


def test_cells_that_count_for_nothing_are_left_out() -> None:
    problem = problem_of(
        [0.0, 3.0, 5.0, 7.0],
        {0: 1.0, 2: 0.5, 3: 0.0},
        {0: 1.0, 2: 0.5, 3: 1.0},
        {2: 0.25},
    )
    cells, gained = gathered(problem)
    assert cells.place.tolist() == [-1, -1, 0, -1]
    assert cells.weight.tolist() == [5.0]
    assert gained == pytest.approx([0.0, 7.0, 0.0])
    assert cells.exponent.tolist() == pytest.approx([np.log(2), np.log(2), np.log(4 / 3)])


@pytest.mark.parametrize(
    "problem",
    [
        problem_of([], {}, {}),
        problem_of([1.0], {}, {}),
        problem_of([0.0], {0: 1.0}, {0: 1.0}),
        problem_of([2.0], {0: 1.0}, {0: 0.0}),
        problem_of([2.0], {0: 1.0}, {0: 0.5}, account=[0, 0]),
        problem_of([2.0]),
    ],
)
def test_no_cells_where_nobody_shares_one(problem: SeedingProblem) -> None:
    cells, gained = gather_cells(problem, np.ones(problem.n_options, dtype=bool))
    assert cells is None
    assert gained.tolist() == pytest.approx((dense(problem) @ coverage_given(problem).weight).tolist())


def coverage_given(problem: SeedingProblem) -> Coverage:
    assert problem.coverage is not None
    return problem.coverage


@settings(max_examples=50, deadline=None)
@given(problem=overlapping, data=st.data())
def test_spread_gives_each_cell_its_number(problem: SeedingProblem, data: st.DataObject) -> None:
    model = build_model(problem)
    assume(model.cells is not None)
    assert model.cells is not None
    numbers = np.array(data.draw(st.lists(st.floats(1, 9), min_size=model.cells.n_cells, max_size=model.cells.n_cells)))
    spread = model.cells.spread(numbers)
    assert len(spread) == coverage_given(problem).n_cells
    kept = rounded_to_certain(dense(problem)[model.option])
    matrix = model.cells.probability_matrix.toarray()
    for cell in range(len(spread)):
        alike = [k for k in range(model.cells.n_cells) if (matrix[:, k] == kept[:, cell]).all()]
        owners = set(model.owner[kept[:, cell] > 0].tolist())
        is_shared = coverage_given(problem).weight[cell] > 0 and len(owners) > 1
        assert spread[cell] == (numbers[alike[0]] if is_shared else 0.0)


def offered(problem: SeedingProblem) -> Incumbent:
    return Incumbent(problem, stop=Stop(), deadline=Deadline.start(None), on_progress=None)


def numbers_of(data: st.DataObject, n: int, largest: float) -> np.ndarray:
    drawn = st.one_of(st.sampled_from([0.0, largest]), st.floats(0, largest))
    return np.array(data.draw(st.lists(drawn, min_size=n, max_size=n)))


@settings(max_examples=50, deadline=None)
@given(problem=overlapping, data=st.data())
def test_tangents_of_a_model_bound_the_problem_as_stated(problem: SeedingProblem, data: st.DataObject) -> None:
    model = build_model(problem)
    best = best_by_enumeration(problem)
    assume(best is not None and model.cells is not None)
    assert best is not None
    assert model.cells is not None
    incumbent = offered(problem)
    # Above every bound, so that whatever is offered is taken.
    incumbent.certified = np.inf
    has_upper = np.array([row.upper is not None for row in model.row], dtype=bool)
    has_lower = np.array([row.lower is not None for row in model.row], dtype=bool)
    multipliers = Multipliers(
        np.where(has_upper, numbers_of(data, len(model.row), 9.0), 0.0),
        np.where(has_lower, numbers_of(data, len(model.row), 9.0), 0.0),
    )
    n_cells = model.cells.n_cells
    incumbent.offer_multipliers(
        model, multipliers, Tangents(numbers_of(data, n_cells, 4.0), numbers_of(data, n_cells, 1.0))
    )
    assert incumbent.certified == proved_bound(problem, incumbent.certificate)
    assert np.count_nonzero(incumbent.certificate.resource_multiplier) <= np.count_nonzero(multipliers.upper)
    assert incumbent.certified >= best


@settings(max_examples=30, deadline=None)
@given(problem=overlapping)
def test_the_problem_is_certified_as_tightly_as_the_model(problem: SeedingProblem) -> None:
    model = build_model(problem)
    assume(model.contradiction is None and model.cells is not None)
    found = climb(model)
    incumbent = offered(problem)
    incumbent.offer_multipliers(model, found.multipliers, found.tangents)
    assert incumbent.certified <= found.bound + 1e-7 * (1 + abs(found.bound))


def test_a_certificate_covers_options_that_presolve_dropped() -> None:
    """The second option is dropped, and the pin of the third makes a row; the bound holds for every selection."""
    problem = SeedingProblem(
        account=[0, 0, 1, 2],
        value_if_yes=[1.0, 1.0, 0.0, 0.0],
        cost=[[1.0, 1.0, 1.0, 1.0]],
        budget=[2.0],
        coverage=coverage_of([10.0, 4.0], {0: 0.9, 1: 0.5}, {0: 0.9}, {0: 0.5}, {1: 1.0}),
        rules=[Rule.count([2], at_least=1)],
    )
    model = build_model(problem)
    assert model.option.tolist() == [0, 2, 3]
    found = climb(model)
    incumbent = offered(problem)
    incumbent.offer_multipliers(model, found.multipliers, found.tangents)
    # 1 + 10 (1 − 0.1 · 0.5) + 4 · 0.5 with the first and the third.
    assert best_by_enumeration(problem) == pytest.approx(12.5)
    assert 12.5 <= incumbent.certified <= 13.5


def test_select_keeps_options_in_the_order_given() -> None:
    cells, _ = gathered(problem_of([1.0, 2.0], {0: 0.1, 1: 0.2}, {0: 0.3}, {0: 0.4, 1: 0.5}))
    chosen = cells.select(np.array([2, 0]))
    assert chosen.probability_matrix.toarray().tolist() == [[0.4, 0.5], [0.1, 0.2]]
    assert chosen.weight is cells.weight


def test_of_option_names_an_options_entries() -> None:
    model: Model = build_model(problem_of([1.0, 2.0], {0: 0.1, 1: 0.2}, {}, {0: 0.4, 1: 0.5}))
    assert model.cells is not None
    assert [model.cells.probability[model.cells.of_option(option)].tolist() for option in range(model.n_options)] == [
        [0.1, 0.2],
        [0.4, 0.5],
    ]
