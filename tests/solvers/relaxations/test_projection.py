"""The projection is the nearest point, by its optimality conditions and beside another solver."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from seeder.problem import Rule, SeedingProblem
from seeder.problem.arrays import FloatArray
from seeder.solvers.model.model import Model
from seeder.solvers.model.presolve import build_model
from seeder.solvers.relaxations.projection import Projection


def rows_of(model: Model) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Every row's coefficients, shape (n_rows, n_options), and both of its sides."""
    matrix = np.zeros((len(model.row), model.n_options))
    for r, row in enumerate(model.row):
        matrix[r, row.option] = row.coefficient
    low = np.array([-np.inf if row.lower is None else row.lower for row in model.row])
    return matrix, low, np.array([row.bound for row in model.row])


def sums(model: Model, x: FloatArray) -> FloatArray:
    return np.bincount(model.owner, weights=x, minlength=model.n_accounts).astype(np.float64)


def random_model(seed: int, *, n_accounts: int, most_options: int, with_counts: bool, n_resources: int) -> Model:
    """Accounts with one to a few options, budgets of a third, counts with lower sides, pins."""
    rng = np.random.default_rng(seed)
    account = np.repeat(np.arange(n_accounts), rng.integers(1, most_options + 1, n_accounts))
    n = len(account)
    rules: list[Rule] = []
    if with_counts:
        rules = [
            Rule.count(np.flatnonzero(account == 1), at_least=1),
            Rule.count(np.flatnonzero(account % 2 == 0), at_least=1, at_most=2),
            Rule.count(np.arange(n), at_least=2),
            Rule.count(np.flatnonzero(account < 3), at_most=2),
        ]
    cost = rng.uniform(0.1, 1.0, (n_resources, n))
    model = build_model(
        SeedingProblem(
            account=account,
            value_if_yes=rng.uniform(1, 2, n),
            cost=cost,
            budget=np.full(n_resources, max(0.3 * n_accounts, 2.1)),
            rules=rules,
        ),
        drop_dominated=False,
    )
    assert model.contradiction is None
    return model


def coinciding_model(seed: int, *, n_accounts: int, most_options: int, n_resources: int) -> Model:
    """Counts that ask for one number, beside counts and budgets that say the same again, or follow from others."""
    rng = np.random.default_rng(seed)
    account = np.repeat(np.arange(n_accounts), rng.integers(1, most_options + 1, n_accounts))
    n = len(account)
    odd, even = np.flatnonzero(account % 2 == 1), np.flatnonzero(account % 2 == 0)
    counts = [
        [Rule.count(odd, at_least=1, at_most=1)] * 2,
        [Rule.count(odd, at_least=1, at_most=1), Rule.count(even, at_least=1, at_most=1)],
        [Rule.count(even, at_least=1, at_most=2)] * 2,
        [Rule.count(odd, at_least=1, at_most=2), Rule.count(odd, at_least=2)],
    ][seed % 4]
    most = 2 if seed % 4 < 2 else 3
    rules: list[Rule] = [*counts, Rule.count(np.arange(n), at_least=2, at_most=most)]
    cost = np.repeat(rng.uniform(0.1, 1.0, (1, n)), n_resources, axis=0)
    if n_resources:
        rules.append(Rule.limit(np.arange(n), resource=0, limit=3.0))
    model = build_model(
        SeedingProblem(
            account=account,
            value_if_yes=rng.uniform(1, 2, n),
            cost=cost,
            budget=np.full(n_resources, 3.0),
            rules=rules,
        ),
        drop_dominated=False,
    )
    assert model.contradiction is None
    return model


def check_is_nearest(model: Model, y: FloatArray, d: FloatArray, projection: Projection) -> None:
    """Hold a projection against its optimality conditions: x keeps every row, and μ proves that none is nearer.

    For μ ≥ 0, min over the accounts' sets of ½ Σ d (x − y)² + μ · (R x − bound) is no more than the distance of any x
    that keeps the rows; where it equals that of x, x is the nearest. The minimum is at the projection of
    y − Rᵀμ / d, found here account by account by sorting.
    """
    matrix, low, high = rows_of(model)
    found = projection.project(y, d)
    x, upper, lower = found.x, found.multipliers.upper, found.multipliers.lower
    assert (upper >= 0).all()
    assert (lower >= 0).all()
    assert (upper[~np.isfinite(high)] == 0).all()
    assert (lower[~np.isfinite(low)] == 0).all()
    size = np.maximum(1.0, np.abs(matrix).sum(axis=1))
    assert (x >= 0).all()
    assert (sums(model, x) <= 1 + 1e-9).all()
    assert sums(model, x)[model.must] == pytest.approx(1.0, abs=1e-9)
    used = matrix @ x
    assert (used <= high + 1e-6 * size).all()
    assert (used >= low - 1e-6 * size).all()
    held = y - (matrix.T @ (upper - lower)) / d
    at_best = np.concatenate(
        [
            onto_simplex(held[model.owner == account], d[model.owner == account], is_full=bool(model.must[account]))
            for account in range(model.n_accounts)
        ]
    )
    is_upper, is_lower = upper > 0, lower > 0
    slack = float(upper[is_upper] @ (matrix @ at_best - high)[is_upper])
    slack += float(lower[is_lower] @ (low - matrix @ at_best)[is_lower])
    dual = 0.5 * float(d @ (at_best - y) ** 2) + slack
    primal = 0.5 * float(d @ (x - y) ** 2)
    assert primal == pytest.approx(dual, rel=1e-5, abs=1e-6)


def onto_simplex(y: FloatArray, d: FloatArray, *, is_full: bool) -> FloatArray:
    """The nearest x ≥ 0 in the metric d with a sum of at most 1, or of 1, by trying every number of positive parts."""
    if not is_full and np.maximum(y, 0.0).sum() <= 1:
        return np.maximum(y, 0.0)
    order = np.argsort(-(d * y))
    for k in range(len(y), 0, -1):
        chosen = order[:k]
        tau = (y[chosen].sum() - 1.0) / (1.0 / d[chosen]).sum()
        x = np.zeros(len(y))
        x[chosen] = y[chosen] - tau / d[chosen]
        if (x[chosen] > 0).all():
            return x
    raise AssertionError


def nearest_by_slsqp(model: Model, y: FloatArray, d: FloatArray) -> FloatArray:
    """The same by another solver; of rows that depend on each other, as of two that coincide, it takes the first."""
    matrix, low, high = rows_of(model)
    incidence = np.eye(model.n_accounts)[model.owner].T
    constraints: list[Any] = []
    held: list[FloatArray] = [incidence[account] for account in np.flatnonzero(model.must)]
    for row, least, most in zip(matrix, low, high, strict=True):
        if least == most:
            if np.linalg.matrix_rank(np.array([*held, row])) > len(held):
                held.append(row)
                constraints.append({"type": "eq", "fun": lambda x, a=row, b=most: b - a @ x})
            continue
        if np.isfinite(most):
            constraints.append({"type": "ineq", "fun": lambda x, a=row, b=most: b - a @ x})
        if np.isfinite(least):
            constraints.append({"type": "ineq", "fun": lambda x, a=row, b=least: a @ x - b})
    constraints += [
        {"type": "eq" if must else "ineq", "fun": lambda x, a=row: 1.0 - a @ x}
        for row, must in zip(incidence, model.must, strict=True)
    ]
    other = minimize(
        lambda x: 0.5 * float(d @ (x - y) ** 2),
        np.full(model.n_options, 0.1),
        jac=lambda x: d * (x - y),
        bounds=[(0.0, 1.0)] * model.n_options,
        constraints=constraints,
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 1000},
    )
    # 8: no descent is left within rounding; on some machines it ends with that, at the same point.
    assert other.success or other.status == 8, other.message
    found: FloatArray = other.x
    return found


CASES: list[dict[str, Any]] = [
    {"n_accounts": 6, "most_options": 1, "with_counts": False, "n_resources": 1},
    {"n_accounts": 6, "most_options": 3, "with_counts": False, "n_resources": 1},
    {"n_accounts": 6, "most_options": 1, "with_counts": False, "n_resources": 3},
    {"n_accounts": 6, "most_options": 3, "with_counts": True, "n_resources": 2},
    {"n_accounts": 7, "most_options": 1, "with_counts": True, "n_resources": 1},
    {"n_accounts": 5, "most_options": 2, "with_counts": True, "n_resources": 0},
]


@pytest.mark.parametrize("case", CASES)
def test_no_point_is_nearer(case: dict[str, Any]) -> None:
    @settings(max_examples=40, deadline=None)
    @given(seed=st.integers(0, 10**6), spread=st.sampled_from([0.0, 1.0, 2.0]), size=st.sampled_from([0.5, 5.0]))
    def check(seed: int, spread: float, size: float) -> None:
        model, rng = random_model(seed, **case), np.random.default_rng(seed)
        projection = Projection(model)
        # From the multipliers of the time before, again and again.
        for _ in range(3):
            d = 10.0 ** rng.uniform(-spread, spread, model.n_options)
            check_is_nearest(model, rng.normal(0.3, size, model.n_options), d, projection)

    check()


@pytest.mark.parametrize("case", CASES)
def test_another_solver_finds_the_same_point(case: dict[str, Any]) -> None:
    for seed in range(4):
        model, rng = random_model(seed, **case), np.random.default_rng(seed)
        y, d = rng.normal(0.5, 0.7, model.n_options), rng.uniform(0.5, 2.0, model.n_options)
        assert Projection(model).project(y, d).x == pytest.approx(nearest_by_slsqp(model, y, d), abs=1e-5)


COINCIDING: list[dict[str, Any]] = [
    {"n_accounts": 8, "most_options": 1, "n_resources": 0},
    {"n_accounts": 8, "most_options": 3, "n_resources": 0},
    {"n_accounts": 8, "most_options": 2, "n_resources": 2},
    {"n_accounts": 20, "most_options": 2, "n_resources": 1},
]


@pytest.mark.parametrize("case", COINCIDING)
def test_rows_may_coincide(case: dict[str, Any]) -> None:
    @settings(max_examples=60, deadline=None)
    @given(seed=st.integers(0, 10**6), spread=st.sampled_from([0.0, 1.0, 3.0]), size=st.sampled_from([0.5, 5.0]))
    def check(seed: int, spread: float, size: float) -> None:
        model, rng = coinciding_model(seed, **case), np.random.default_rng(seed)
        projection = Projection(model)
        for _ in range(3):
            d = 10.0 ** rng.uniform(-spread, spread, model.n_options)
            check_is_nearest(model, rng.normal(0.3, size, model.n_options), d, projection)

    check()


def test_steps_do_not_zigzag_along_an_edge() -> None:
    """Two rows and their sum, and a metric of six digits: steps that knew one piece only ran out on the way."""
    model, rng = coinciding_model(256, **COINCIDING[2]), np.random.default_rng(256)
    projection = Projection(model)
    for _ in range(2):
        d = 10.0 ** rng.uniform(-3.0, 3.0, model.n_options)
        check_is_nearest(model, rng.normal(0.3, 5.0, model.n_options), d, projection)


@pytest.mark.parametrize("case", COINCIDING)
def test_another_solver_finds_the_same_point_where_rows_coincide(case: dict[str, Any]) -> None:
    for seed in range(4):
        model, rng = coinciding_model(seed, **case), np.random.default_rng(seed)
        y, d = rng.normal(0.5, 0.7, model.n_options), rng.uniform(0.5, 2.0, model.n_options)
        assert Projection(model).project(y, d).x == pytest.approx(nearest_by_slsqp(model, y, d), abs=1e-5)


@pytest.mark.parametrize("case", COINCIDING)
def test_few_points_are_tried(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing tells rows apart that say the same twice, and steps between them may go on for ever."""
    tried = 0
    at = Projection._with_tight

    def counted(self: Projection, *args: Any) -> Any:
        nonlocal tried
        tried += 1
        return at(self, *args)

    monkeypatch.setattr(Projection, "_with_tight", counted)
    n_projected = 0
    for seed in range(20):
        model, rng = coinciding_model(seed, **case), np.random.default_rng(seed)
        projection = Projection(model)
        for _ in range(5):
            d = 10.0 ** rng.uniform(-4.0, 4.0, model.n_options)
            projection.project(rng.normal(0.3, 5.0, model.n_options), d)
            n_projected += 1
    assert tried <= 45 * n_projected


def test_rows_without_a_common_point_end_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of each half make four: the multipliers of three in all rise, but not for ever."""
    half = np.arange(4)
    model = build_model(
        SeedingProblem(
            account=np.arange(8),
            value_if_yes=np.ones(8),
            cost=np.zeros((0, 8)),
            budget=[],
            rules=[
                Rule.count(half, at_least=2, at_most=2),
                Rule.count(half + 4, at_least=2, at_most=2),
                Rule.count(np.arange(8), at_least=3, at_most=3),
            ],
        )
    )
    tried = 0
    at = Projection._with_tight

    def counted(self: Projection, *args: Any) -> Any:
        nonlocal tried
        tried += 1
        return at(self, *args)

    monkeypatch.setattr(Projection, "_with_tight", counted)
    found = Projection(model).project(np.linspace(-1.0, 2.0, 8), np.ones(8))
    assert tried <= 40
    assert np.isfinite(found.multipliers.upper + found.multipliers.lower).all()


@pytest.mark.parametrize("exponent", [-1030, -1000, -300, 300, 990])
@pytest.mark.parametrize("case", [CASES[0], CASES[1], CASES[3]])
def test_the_metric_may_be_in_any_unit(case: dict[str, Any], exponent: int) -> None:
    """A power of two changes nothing but the multipliers' unit, and that exactly."""
    model, rng = random_model(3, **case), np.random.default_rng(3)
    # Few digits, so that none is lost near the end of the floats.
    y, d = rng.normal(0.5, 0.7, model.n_options), rng.integers(8, 64, model.n_options) / 16.0
    here, there = Projection(model).project(y, d), Projection(model).project(y, np.ldexp(d, exponent))
    assert there.x.tolist() == here.x.tolist()
    for one, other in (
        (here.multipliers.upper, there.multipliers.upper),
        (here.multipliers.lower, there.multipliers.lower),
    ):
        assert np.ldexp(one, exponent).tolist() == other.tolist()


def test_a_metric_of_many_sizes_at_once() -> None:
    """What is dear to move stays, and what costs next to nothing makes room for it."""
    model = build_model(
        SeedingProblem(account=[0, 1, 2], value_if_yes=np.ones(3), cost=[[1.0, 1.0, 1.0]], budget=[2.0])
    )
    found = Projection(model).project(np.array([0.75, 0.75, 1.0]), np.array([1e300, 1e300, 1e288]))
    assert found.x.tolist() == pytest.approx([0.75, 0.75, 0.5], abs=1e-6)


@pytest.mark.parametrize("scale", [1e60, 1e200, 1e300])
def test_a_budget_in_any_unit(scale: float) -> None:
    """By hand as below, and the multiplier is per unit of the resource."""
    problem = SeedingProblem(
        account=[0, 1, 2], value_if_yes=[1.0, 1.0, 1.0], cost=[[scale, scale, scale / 2]], budget=[2.0 * scale]
    )
    found = Projection(build_model(problem)).project(np.array([1.6, 1.2, 0.6]), np.ones(3))
    assert found.x.tolist() == pytest.approx([1.0, 0.8, 0.4], abs=1e-6)
    assert found.multipliers.upper.tolist() == pytest.approx([0.4 / scale], rel=1e-5)


def test_one_number_asked_for_has_a_multiplier_on_the_side_that_binds() -> None:
    """Two of three: all of three wanted hold each other back by a third, and none wanted are each drawn by two."""
    problem = SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=np.ones(3),
        cost=np.zeros((0, 3)),
        budget=[],
        rules=[Rule.count([0, 1, 2], at_least=2, at_most=2)],
    )
    projection = Projection(build_model(problem))
    found = projection.project(np.ones(3), np.full(3, 3.0))
    assert found.x.tolist() == pytest.approx([2 / 3] * 3, abs=1e-6)
    assert found.multipliers.upper.tolist() == pytest.approx([1.0], abs=1e-5)
    assert found.multipliers.lower.tolist() == [0.0]
    found = projection.project(np.zeros(3), np.full(3, 3.0))
    assert found.x.tolist() == pytest.approx([2 / 3] * 3, abs=1e-6)
    assert found.multipliers.upper.tolist() == [0.0]
    assert found.multipliers.lower.tolist() == pytest.approx([2.0], abs=1e-5)


def test_a_budget_by_hand() -> None:
    # Without the budget (1, 1, 0.6); a price of 0.4 an hour takes 0.4 · 1 and 0.4 · 0.5 off the last two.
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[1.0, 1.0, 1.0], cost=[[1.0, 1.0, 0.5]], budget=[2.0])
    model = build_model(problem)
    found = Projection(model).project(np.array([1.6, 1.2, 0.6]), np.ones(3))
    assert found.x.tolist() == pytest.approx([1.0, 0.8, 0.4], abs=1e-6)
    assert found.multipliers.upper.tolist() == pytest.approx([0.4], abs=1e-6)
    assert found.multipliers.lower.tolist() == [0.0]


def test_what_keeps_every_row_stays_where_it_is() -> None:
    model = build_model(
        SeedingProblem(account=[0, 0, 1], value_if_yes=[1.0, 2.0, 3.0], cost=[[1.0, 2.0, 3.0]], budget=[4.0])
    )
    found = Projection(model).project(np.array([0.25, 0.5, 0.5]), np.array([1.0, 2.0, 3.0]))
    assert found.x.tolist() == [0.25, 0.5, 0.5]
    assert found.multipliers.upper.tolist() == [0.0]


def test_a_pinned_account_is_asked_in_full_and_the_metric_says_how() -> None:
    """Both options lack the same: the one that is twice as dear to move takes half as much of it."""
    problem = SeedingProblem(
        account=[0, 0, 1],
        value_if_yes=[1.0, 2.0, 3.0],
        cost=np.zeros((0, 3)),
        budget=[],
        rules=[Rule.count([0, 1], at_least=1)],
    )
    model = build_model(problem, drop_dominated=False)
    found = Projection(model).project(np.array([0.2, 0.2, -1.0]), np.array([1.0, 2.0, 1.0]))
    assert found.x.tolist() == pytest.approx([0.6, 0.4, 0.0])


def test_a_lower_count_has_a_multiplier_of_its_own() -> None:
    # Two of three are asked for and nobody wants: each gives two thirds, which pays 2/3 · 3 an option.
    model = build_model(
        SeedingProblem(
            account=[0, 1, 2],
            value_if_yes=np.ones(3),
            cost=np.zeros((0, 3)),
            budget=[],
            rules=[Rule.count([0, 1, 2], at_least=2)],
        )
    )
    found = Projection(model).project(np.zeros(3), np.full(3, 3.0))
    assert found.x.tolist() == pytest.approx([2 / 3] * 3, abs=1e-6)
    assert found.multipliers.lower.tolist() == pytest.approx([2.0], abs=1e-5)
    assert found.multipliers.upper.tolist() == [0.0]


@pytest.mark.parametrize("n_rows", [2, 3])
def test_a_row_that_costs_nothing_is_kept_without_a_warning(n_rows: int) -> None:
    """A resource that no option spends has nothing to curve the dual: it divided by zero."""
    cost = np.zeros((n_rows, 4))
    cost[1:] = 1.0
    problem = SeedingProblem(account=[0, 1, 2, 3], value_if_yes=[1, 2, 3, 4], cost=cost, budget=[1.0] * n_rows)
    model = build_model(problem, drop_dominated=False)
    row = [*model.row, dataclasses.replace(model.row[0], coefficient=np.zeros(len(model.row[0].option)))]
    model = dataclasses.replace(model, row=tuple(row))
    y, d = np.full(4, 0.9), np.array([1.0, 2.0, 3.0, 4.0])
    found = Projection(model).project(y, d)
    without = Projection(dataclasses.replace(model, row=model.row[:-1])).project(y, d)
    np.testing.assert_allclose(found.x, without.x, atol=1e-9)
