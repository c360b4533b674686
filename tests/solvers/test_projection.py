"""The projection is the nearest point, by its optimality conditions and beside another solver."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from seeder.problem import CountRule, LimitRule, SeedingProblem
from seeder.problem.arrays import FloatArray
from seeder.solvers.presolve import Model, build_model
from seeder.solvers.projection import Projection


def rows_of(model: Model) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Every row's coefficients, shape (n_rows, n_options), and both of its sides."""
    matrix = np.zeros((len(model.row), model.n_options))
    for r, row in enumerate(model.row):
        matrix[r, row.option] = row.coefficient
    low = np.array([row.least if row.least > 0 else -np.inf for row in model.row])
    return matrix, low, np.array([row.bound for row in model.row])


def sums(model: Model, x: FloatArray) -> FloatArray:
    return np.bincount(model.owner, weights=x, minlength=model.n_accounts).astype(np.float64)


def random_model(seed: int, *, n_accounts: int, most_options: int, with_counts: bool, n_resources: int) -> Model:
    """Accounts with one to a few options, budgets of a third, counts with lower sides, pins."""
    rng = np.random.default_rng(seed)
    account = np.repeat(np.arange(n_accounts), rng.integers(1, most_options + 1, n_accounts))
    n = len(account)
    rules: list[CountRule | LimitRule] = []
    if with_counts:
        rules = [
            CountRule(np.flatnonzero(account == 1), at_least=1),
            CountRule(np.flatnonzero(account % 2 == 0), at_least=1, at_most=2),
            CountRule(np.arange(n), at_least=2),
            CountRule(np.flatnonzero(account < 3), at_most=2),
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
        matrix, low, high = rows_of(model)
        y, d = rng.normal(0.5, 0.7, model.n_options), rng.uniform(0.5, 2.0, model.n_options)
        incidence = np.eye(model.n_accounts)[model.owner].T
        constraints = [
            {"type": "ineq", "fun": lambda x, a=row, b=side: b - a @ x}
            for row, side in zip(matrix, high, strict=True)
            if np.isfinite(side)
        ]
        constraints += [
            {"type": "ineq", "fun": lambda x, a=row, b=side: a @ x - b}
            for row, side in zip(matrix, low, strict=True)
            if np.isfinite(side)
        ]
        constraints += [
            {"type": "eq" if must else "ineq", "fun": lambda x, a=row: 1.0 - a @ x}
            for row, must in zip(incidence, model.must, strict=True)
        ]
        other = minimize(
            lambda x, y=y, d=d: 0.5 * float(d @ (x - y) ** 2),
            np.full(model.n_options, 0.1),
            jac=lambda x, y=y, d=d: d * (x - y),
            bounds=[(0.0, 1.0)] * model.n_options,
            constraints=constraints,
            method="SLSQP",
            options={"ftol": 1e-14, "maxiter": 1000},
        )
        assert other.success
        assert Projection(model).project(y, d).x == pytest.approx(other.x, abs=1e-5)


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
        rules=[CountRule([0, 1], at_least=1)],
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
            rules=[CountRule([0, 1, 2], at_least=2)],
        )
    )
    found = Projection(model).project(np.zeros(3), np.full(3, 3.0))
    assert found.x.tolist() == pytest.approx([2 / 3] * 3, abs=1e-6)
    assert found.multipliers.lower.tolist() == pytest.approx([2.0], abs=1e-5)
    assert found.multipliers.upper.tolist() == [0.0]
