"""The Lagrangian bound reaches the linear relaxation."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeder.problem import Rule, SeedingProblem
from seeder.problem.evaluation import evaluate
from seeder.solvers.model.model import Model
from seeder.solvers.model.presolve import build_model
from seeder.solvers.model.pricing import Multipliers, price
from seeder.solvers.programs.linear_program import LinearProgram, solve_linear_program
from seeder.solvers.relaxations.multipliers import relax


def relaxation_as_one_program(model: Model) -> float:
    """The linear relaxation with all columns and rows at once."""
    rows, columns, coefficients, low, high = [], [], [], [], []
    for r, row in enumerate(model.row):
        rows += [r] * len(row.option)
        columns += row.option.tolist()
        coefficients += row.coefficient.tolist()
        low.append(-np.inf if row.lower is None else row.lower)
        high.append(row.bound if row.upper is not None else np.inf)
    rows += (len(model.row) + model.owner).tolist()
    columns += list(range(model.n_options))
    coefficients += [1.0] * model.n_options
    low += np.where(model.must, 1.0, -np.inf).tolist()
    high += [1.0] * model.n_accounts
    program = LinearProgram(
        gain=model.value,
        top=np.ones(model.n_options),
        lower=np.array(low),
        upper=np.array(high),
        row=np.array(rows),
        column=np.array(columns),
        coefficient=np.array(coefficients),
    )
    solved = solve_linear_program(program)
    assert solved is not None
    return float(model.value @ solved[0])


def random_problem(n: int, *, n_resources: int, with_rules: bool, seed: int) -> SeedingProblem:
    rng = np.random.default_rng(seed)
    account = np.repeat(np.arange(n), 3)
    cost = rng.integers(1, 60, (n_resources, 3 * n)) / 10
    rules: list[Rule] = []
    if with_rules:
        group = rng.integers(0, 12, n)[account]
        rules += [Rule.count(np.flatnonzero(group == k), at_least=2, at_most=n // 60 + 2) for k in range(12)]
        rules += [Rule.limit(np.flatnonzero(group < 3), resource=0, limit=n / 40)]
        rules += [Rule.count(np.flatnonzero(np.isin(account, rng.choice(n, 3))), at_most=1) for _ in range(50)]
        rules += [Rule.count([0, 1, 2], at_least=1)]
    return SeedingProblem(
        account=account,
        value_if_yes=rng.lognormal(0, 1.5, 3 * n),
        cost=cost,
        budget=np.full(n_resources, n / 4.0),
        rules=rules,
    )


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    ("n", "n_resources", "with_rules"),
    [(300, 1, False), (300, 2, False), (200, 3, True), (4000, 1, False), (4000, 2, True), (8000, 2, False)],
)
def test_bound_is_the_relaxation(n: int, n_resources: int, with_rules: bool, seed: int) -> None:
    model = build_model(random_problem(n, n_resources=n_resources, with_rules=with_rules, seed=seed))
    found = relax(model)
    assert found.pricing.bound == pytest.approx(relaxation_as_one_program(model), rel=1e-9)


def in_units(problem: SeedingProblem, *, value: int = 0, cost: int = 0) -> SeedingProblem:
    """The problem with its numbers in units of 2^−value and 2^−cost; whole ones, so that no digit is lost there."""
    return SeedingProblem(
        account=problem.account,
        value_if_yes=np.ldexp(np.ceil(64 * problem.value_if_yes), value),
        cost=np.ldexp(np.round(10 * problem.cost), cost),
        budget=np.ldexp(10 * problem.budget, cost),
        rules=[
            rule
            if rule.resource is None or rule.upper is None
            else Rule.limit(rule.options, resource=rule.resource, limit=math.ldexp(10 * rule.upper, cost))
            for rule in problem.rules
        ],
    )


@pytest.mark.parametrize(("value", "cost"), [(-1020, 0), (900, 0), (0, 60), (0, 900), (330, 700), (-400, 500)])
@pytest.mark.parametrize(("n_resources", "with_rules"), [(1, False), (2, False), (3, True)])
def test_the_bound_moves_with_the_unit(n_resources: int, with_rules: bool, value: int, cost: int) -> None:
    """In any unit of values and costs, as far as floats go: the same selection, and the bound in the other unit."""
    problem = random_problem(200, n_resources=n_resources, with_rules=with_rules, seed=3)
    here, there = relax(build_model(in_units(problem))), relax(build_model(in_units(problem, value=value, cost=cost)))
    assert math.ldexp(there.pricing.bound, -value) == pytest.approx(here.pricing.bound, rel=1e-9)


def test_next_to_nothing_beside_usual_costs() -> None:
    """An option that weighs 1e-310 of the budget is free: 10, and 6 of the celebrity's 8 hours."""
    problem = SeedingProblem(account=[0, 1], value_if_yes=[10.0, 8.0], cost=[[1e-310, 8.0]], budget=[6.0])
    assert relax(build_model(problem)).pricing.bound <= 10.0 + 1e-12
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[10.0, 8.0, 8.0], cost=[[1e-310, 8.0, 8.0]], budget=[12.0])
    assert relax(build_model(problem)).pricing.bound == pytest.approx(22.0, rel=1e-9)


SIZES = st.sampled_from([5e-324, 1e-310, 1e-200, 1e-100, 1e-9, 1.0, 0.7, 1e9, 1e50, 1e100])


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_numbers_of_any_size_leave_a_bound(data: st.DataObject) -> None:
    """No error, no warning, and every feasible selection is worth no more; small enough to try all."""
    n = data.draw(st.integers(2, 6))
    value = data.draw(st.lists(SIZES, min_size=n, max_size=n))
    cost = data.draw(st.lists(st.lists(SIZES, min_size=n, max_size=n), min_size=1, max_size=2))
    with_count = data.draw(st.booleans())
    problem = SeedingProblem(
        account=np.arange(n),
        value_if_yes=value,
        cost=cost,
        budget=[data.draw(st.sampled_from([0.3, 0.6])) * sum(row) for row in cost],
        rules=[Rule.count(np.arange(n), at_least=1, at_most=2)] if with_count else [],
    )
    model = build_model(problem)
    pricing = relax(model).pricing
    assert np.isfinite(pricing.bound)
    for bits in itertools.product((0, 1), repeat=n):
        selection = np.flatnonzero(bits)
        if evaluate(problem, selection).is_feasible:
            assert sum(value[k] for k in selection) <= pricing.bound + pricing.margin


def test_losses_by_hand() -> None:
    # At λ = 2 the adjusted gains are 10 − 8, 6 − 2, 8 − 4, 3 − 6.
    problem = SeedingProblem(
        account=[0, 1, 1, 2], value_if_yes=[10.0, 6.0, 8.0, 3.0], cost=[[4.0, 1.0, 2.0, 3.0]], budget=[4.0]
    )
    model = build_model(problem)
    pricing = price(model, Multipliers(np.array([2.0]), np.array([0.0])))
    assert pricing.bound == 8 + 2 + 4
    assert pricing.adjusted.tolist() == [2.0, 4.0, 4.0, -3.0]
    assert pricing.reduced_cost.tolist() == [0.0, 0.0, 0.0, 3.0]
    assert pricing.reduced_cost_of_none.tolist() == [2.0, 4.0, 0.0]
    assert pricing.choice().tolist() == [0, 1, -1]


def test_one_row_by_hand() -> None:
    # By value per hour 6, then 2.5 for the celebrity, which fits by three quarters: 6 + 7.5.
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[10.0, 6.0, 3.0], cost=[[4.0, 1.0, 3.0]], budget=[4.0])
    pricing = relax(build_model(problem)).pricing
    assert pricing.multipliers.upper.tolist() == pytest.approx([2.5])
    assert pricing.bound == pytest.approx(13.5)
