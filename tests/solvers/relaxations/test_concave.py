"""The climb ends between the best value and the optimum of the concave extension, close to it."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.enumeration import best_by_enumeration
from oracles.overlapping import overlapping_problems
from scipy.optimize import linprog
from scipy.sparse import coo_array

from seeder.problem import Coverage, Rule, SeedingProblem, evaluate
from seeder.problem.arrays import FloatArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.model.cover_state import cover_value
from seeder.solvers.model.model import Model
from seeder.solvers.model.presolve import build_model
from seeder.solvers.model.pricing import price
from seeder.solvers.relaxations.concave import Climb, Tangents, climb

overlapping = overlapping_problems()


def overlapping_model(
    n: int, n_cells: int, *, seed: int, largest: float, n_resources: int = 1, with_rules: bool = False
) -> Model:
    """Accounts by two approaches; every cell is moved by a third of them, with chances up to ``largest``."""
    rng = np.random.default_rng(seed)
    account = np.repeat(np.arange(n), 2)
    has = rng.random((2 * n, n_cells)) < 0.35
    return build_model(
        SeedingProblem(
            account=account,
            value_if_yes=rng.uniform(0, 1, 2 * n),
            cost=rng.uniform(0.5, 2, (n_resources, 2 * n)),
            budget=np.full(n_resources, 0.35 * n),
            rules=[
                Rule.count(np.flatnonzero(account % 3 == 0), at_least=2, at_most=max(3, n // 5)),
                Rule.count([2, 3], at_least=1),
            ]
            if with_rules
            else [],
            coverage=Coverage(
                weight=rng.lognormal(1, 1, n_cells),
                start=np.concatenate(([0], np.cumsum(has.sum(axis=1)))),
                cell=np.nonzero(has)[1],
                chance=rng.uniform(0, largest, int(has.sum())),
            ),
        )
    )


def concave_value(model: Model, x: FloatArray) -> float:
    """Σ_g w_g min(1 − e^−z, Σ b x) + Σ v x by its definition, for chances below 1."""
    assert model.cells is not None
    moved = model.cells.probability_matrix.toarray()
    found = float(model.value @ x)
    for cell, weight in enumerate(model.cells.weight.tolist()):
        z = math.fsum(-math.log1p(-float(b)) * float(share) for b, share in zip(moved[:, cell], x, strict=True))
        found += weight * min(-math.expm1(-z), float(moved[:, cell] @ x))
    return found


def by_many_tangents(model: Model) -> float:
    """The lowest bound of any tangents and multipliers, by linear programs that tangents are added to.

    η_g is below Σ b x and below the tangent at as many z̄ as it takes, those of the point before (Kelley's cuts).
    """
    cells = model.cells
    assert cells is not None
    n, n_cells = model.n_options, cells.n_cells
    moved, exponent = cells.probability_matrix.toarray(), cells.matrix_of(np.minimum(cells.exponent, 50.0)).toarray()
    rows: list[FloatArray] = []
    sides: list[float] = []

    def add(cell: int, constant: float, slope: FloatArray) -> None:
        row = np.zeros(n + n_cells)
        row[:n], row[n + cell] = -slope, 1.0
        rows.append(row)
        sides.append(constant)

    def add_tangent(cell: int, z: float) -> None:
        cap = math.exp(-z) * (1 + z)
        add(cell, 1 - cap, np.minimum(math.exp(-z) * exponent[:, cell], cap))

    for cell in range(n_cells):
        add(cell, 0.0, moved[:, cell])
        for z in (0.0, 0.5, 1.0, 2.0, 4.0):
            add_tangent(cell, z)
    for row in model.row:
        whole = np.zeros(n + n_cells)
        whole[row.option] = row.coefficient
        if row.upper is not None:
            rows.append(whole)
            sides.append(row.bound)
        if row.lower is not None:
            rows.append(-whole)
            sides.append(-row.lower)
    one = coo_array((np.ones(n), (model.owner, np.arange(n))), shape=(model.n_accounts, n + n_cells)).toarray()
    rows += [*one, *-one[model.must]]
    sides += [1.0] * model.n_accounts + [-1.0] * int(model.must.sum())
    gain = -np.concatenate((model.value, cells.weight))
    bound = math.inf
    for _ in range(100):
        solved = linprog(gain, A_ub=np.array(rows), b_ub=np.array(sides), bounds=(0, 1), method="highs")
        assert solved.success
        if -solved.fun > bound - 1e-7 * abs(bound):
            break
        bound = -solved.fun
        for cell, z in enumerate((exponent.T @ solved.x[:n]).tolist()):
            add_tangent(cell, z)
    return bound


def check_tangents(model: Model, found: Climb) -> None:
    """Hold the bound that a climb tells against the Lagrangian of its tangents and multipliers."""
    assert model.cells is not None
    gains = found.tangents.gains(model)
    adjusted = gains.copy()
    constant = found.tangents.constant(model.cells)
    for row, upper, lower in zip(model.row, found.multipliers.upper, found.multipliers.lower, strict=True):
        assert min(upper, lower) >= 0
        adjusted[row.option] -= (upper - lower) * row.coefficient
        constant += (upper * row.bound if upper > 0 else 0.0) - lower * (row.lower or 0)
    best = [adjusted[model.owner == account].max() for account in range(model.n_accounts)]
    inner = sum(best[k] if model.must[k] else max(0.0, best[k]) for k in range(model.n_accounts))
    assert found.bound == pytest.approx(constant + inner, rel=1e-12, abs=1e-12)


CASES = [
    {"largest": 0.05},
    {"largest": 0.3},
    {"largest": 0.9},
    {"largest": 0.5, "n_resources": 2},
    {"largest": 0.3, "with_rules": True},
    {"largest": 0.9, "n_resources": 2, "with_rules": True},
]


@pytest.mark.parametrize("case", CASES)
def test_the_bound_is_the_lowest_of_any_tangents(case: dict[str, float]) -> None:
    model = overlapping_model(20, 12, seed=1, **case)  # type: ignore[arg-type]
    assert model.contradiction is None
    lowest = by_many_tangents(model)
    found = climb(model)
    check_tangents(model, found)
    assert lowest * (1 - 1e-6) <= found.bound <= lowest * (1 + 1e-4)
    assert found.value == pytest.approx(concave_value(model, found.x), rel=1e-12)
    # x may break a row by the projection's tolerance.
    assert found.value <= lowest * (1 + 1e-6)
    assert found.value >= lowest * (1 - 1e-3)
    assert found.gap == pytest.approx((found.bound - found.value) / found.bound)


@pytest.mark.parametrize("seed", range(4))
def test_gaps_are_small_with_one_budget(seed: int) -> None:
    for largest in (0.02, 0.3, 0.8):
        assert climb(overlapping_model(60, 30, seed=seed, largest=largest)).gap <= 1e-5


@pytest.mark.parametrize("seed", range(3))
def test_certain_chances_are_bound_well(seed: int) -> None:
    """1 − e^−5 stands for 1 in the climb; the tangents at its end are of the chances as they are."""
    model = overlapping_model(15, 8, seed=seed, largest=1.0)
    assert model.cells is not None
    model.cells.probability[::3] = 1.0
    lowest = by_many_tangents(model)
    found = climb(model)
    check_tangents(model, found)
    assert lowest * (1 - 1e-6) <= found.bound <= lowest * 1.01


@settings(max_examples=30, deadline=None)
@given(problem=overlapping)
def test_no_selection_is_above_the_bound(problem: SeedingProblem) -> None:
    best, model = best_by_enumeration(problem), build_model(problem)
    assume(best is not None and model.cells is not None)
    assert best is not None
    found = climb(model)
    check_tangents(model, found)
    assert found.bound >= best * (1 - 1e-12)
    assert (found.x >= 0).all()
    assert (np.bincount(model.owner, weights=found.x, minlength=model.n_accounts) <= 1 + 1e-9).all()


@settings(max_examples=60, deadline=None)
@given(problem=overlapping, data=st.data())
def test_gains_by_definition(problem: SeedingProblem, data: st.DataObject) -> None:
    """k_o with caps, and that constant + Σ k x is never below the value of a selection."""
    model = build_model(problem)
    assume(model.cells is not None)
    assert model.cells is not None
    n_cells = model.cells.n_cells
    exponents = st.one_of(st.sampled_from([0.0, 40.0, 800.0]), st.floats(0, 6))
    z = np.array(data.draw(st.lists(exponents, min_size=n_cells, max_size=n_cells)))
    theta = np.array(data.draw(st.lists(st.floats(0, 1), min_size=n_cells, max_size=n_cells)))
    tangents = Tangents(z, theta)
    moved = model.cells.probability_matrix.toarray()
    expected = model.value.copy()
    constant = 0.0
    for cell, weight in enumerate(model.cells.weight.tolist()):
        slope, share = math.exp(-z[cell]), float(theta[cell])
        constant += weight * share * (1 - slope - slope * z[cell])
        for option in range(model.n_options):
            b = float(moved[option, cell])
            a = math.inf if b == 1.0 else -math.log1p(-b)
            tangent = min(math.inf if math.isinf(a) else slope * a, slope * (1 + z[cell])) if b else 0.0
            expected[option] += weight * (share * tangent + (1 - share) * b)
    gains = tangents.gains(model)
    assert gains == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert tangents.constant(model.cells) == pytest.approx(constant, rel=1e-9, abs=1e-9)
    chosen = np.array(sorted(data.draw(st.sets(st.integers(0, model.n_options - 1)))), dtype=np.int64)
    assert constant + gains[chosen].sum() >= cover_value(model, chosen) * (1 - 1e-12) - 1e-12


def test_a_tangent_by_hand() -> None:
    # One cell of 10; a = ln 2, ln 4 and ∞; at z̄ = ln 2 the slope is 1/2 and the cap 1/2 (1 + ln 2) is above ln 4 / 2.
    problem = SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=[0.0, 1.0, 0.0],
        cost=np.zeros((0, 3)),
        budget=[],
        coverage=Coverage(weight=[10.0], start=[0, 1, 2, 3], cell=[0, 0, 0], chance=[0.5, 0.75, 1.0]),
    )
    model = build_model(problem)
    assert model.cells is not None
    tangents = Tangents(np.array([math.log(2)]), np.array([1.0]))
    assert tangents.constant(model.cells) == pytest.approx(10 * (0.5 - 0.5 * math.log(2)))
    cap = 0.5 * (1 + math.log(2))
    assert tangents.gains(model) == pytest.approx([5 * math.log(2), 1 + 5 * math.log(4), 10 * cap])
    assert Tangents(np.zeros(1), np.zeros(1)).gains(model) == pytest.approx([5.0, 8.5, 10.0])
    # At z̄ = 0 the cap is 1: a = ln 4 counts as 1.
    assert Tangents(np.zeros(1), np.ones(1)).gains(model) == pytest.approx([10 * math.log(2), 11.0, 10.0])


def test_a_climb_by_hand() -> None:
    """Two hours, three asks of an hour for the same 100 people by a half each: two are asked, whoever they are."""
    problem = SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=np.zeros(3),
        cost=[[1.0, 1.0, 1.0]],
        budget=[2.0],
        coverage=Coverage(weight=[100.0], start=[0, 1, 2, 3], cell=[0, 0, 0], chance=[0.5, 0.5, 0.5]),
    )
    found = climb(build_model(problem))
    assert found.bound == pytest.approx(75.0, rel=1e-6)
    assert found.x.sum() == pytest.approx(2.0, rel=1e-5)


def test_the_multipliers_hold_for_the_problem() -> None:
    model = overlapping_model(25, 12, seed=3, largest=0.4, n_resources=2, with_rules=True)
    found = climb(model)
    assert model.cells is not None
    linear = Model(
        restriction=model.restriction,
        owner=model.owner,
        first=model.first,
        must=model.must,
        value=found.tangents.gains(model),
        row=model.row,
        contradiction=None,
    )
    priced = price(linear, found.multipliers)
    assert found.tangents.constant(model.cells) + priced.bound == pytest.approx(found.bound, rel=1e-12)


def test_a_deadline_and_steps() -> None:
    model = overlapping_model(40, 20, seed=2, largest=0.3)
    told: list[Climb] = []
    found = climb(model, on_step=told.append)
    assert len(told) > 4
    assert all(later.bound <= earlier.bound for earlier, later in pairwise(told))
    assert all(later.value >= earlier.value for earlier, later in pairwise(told))
    assert told[-1].bound >= found.bound
    # A time limit of 0 still gives a bound: the tangents at the start.
    late = climb(model, deadline=Deadline.start(0.0))
    check_tangents(model, late)
    assert late.bound >= found.bound
    loose = climb(model, gap=0.05)
    assert loose.gap <= 0.05
    check_tangents(model, loose)


def test_same_model_same_bits() -> None:
    model = overlapping_model(40, 20, seed=5, largest=0.3, n_resources=2, with_rules=True)
    first, second = climb(model), climb(model)
    assert first.bound == second.bound
    assert first.value == second.value
    assert np.array_equal(first.x, second.x)
    assert np.array_equal(first.tangents.z, second.tangents.z)
    assert np.array_equal(first.tangents.theta, second.tangents.theta)


def test_nothing_to_gain_is_bound_by_nothing() -> None:
    """The pins alone are feasible and worth nothing beside what both of them move."""
    problem = SeedingProblem(
        account=[0, 1],
        value_if_yes=np.zeros(2),
        cost=[[1.0, 1.0]],
        budget=[2.0],
        rules=[Rule.count([0], at_least=1), Rule.count([1], at_least=1)],
        coverage=Coverage(weight=[1e-9], start=[0, 1, 2], cell=[0, 0], chance=[0.5, 0.5]),
    )
    assert evaluate(problem, [0, 1]).value == pytest.approx(7.5e-10)
    assert climb(build_model(problem)).bound == pytest.approx(7.5e-10, rel=1e-5)
