"""The Lagrangian bound reaches the linear relaxation."""

from __future__ import annotations

import numpy as np
import pytest

from seeder.problem import CountRule, LimitRule, SeedingProblem
from seeder.solvers.linear_program import LinearProgram, solve_linear_program
from seeder.solvers.presolve import Model, build_model
from seeder.solvers.pricing import Multipliers, price
from seeder.solvers.relaxation import relax


def relaxation_as_one_program(model: Model) -> float:
    """The linear relaxation with all columns and rows at once."""
    rows, columns, coefficients, low, high = [], [], [], [], []
    for r, row in enumerate(model.row):
        rows += [r] * len(row.option)
        columns += row.option.tolist()
        coefficients += row.coefficient.tolist()
        low.append(row.least if row.least else -np.inf)
        high.append(row.bound if row.most is not None else np.inf)
    rows += (len(model.row) + model.owner).tolist()
    columns += list(range(model.n_options))
    coefficients += [1.0] * model.n_options
    low += np.where(model.must, 1.0, -np.inf).tolist()
    high += [1.0] * model.n_accounts
    program = LinearProgram(
        gain=model.value,
        top=np.ones(model.n_options),
        low=np.array(low),
        high=np.array(high),
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
    rules: list[CountRule | LimitRule] = []
    if with_rules:
        group = rng.integers(0, 12, n)[account]
        rules += [CountRule(np.flatnonzero(group == k), at_least=2, at_most=n // 60 + 2) for k in range(12)]
        rules += [LimitRule(np.flatnonzero(group < 3), resource=0, limit=n / 40)]
        rules += [CountRule(np.flatnonzero(np.isin(account, rng.choice(n, 3))), at_most=1) for _ in range(50)]
        rules += [CountRule([0, 1, 2], at_least=1)]
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


def test_losses_by_hand() -> None:
    # At λ = 2 the adjusted gains are 10 − 8, 6 − 2, 8 − 4, 3 − 6.
    problem = SeedingProblem(
        account=[0, 1, 1, 2], value_if_yes=[10.0, 6.0, 8.0, 3.0], cost=[[4.0, 1.0, 2.0, 3.0]], budget=[4.0]
    )
    model = build_model(problem)
    pricing = price(model, Multipliers(np.array([2.0]), np.array([0.0])))
    assert pricing.bound == 8 + 2 + 4
    assert pricing.adjusted.tolist() == [2.0, 4.0, 4.0, -3.0]
    assert pricing.loss.tolist() == [0.0, 0.0, 0.0, 3.0]
    assert pricing.loss_of_none.tolist() == [2.0, 4.0, 0.0]
    assert pricing.choice().tolist() == [0, 1, -1]


def test_one_row_by_hand() -> None:
    # By value per hour 6, then 2.5 for the celebrity, which fits by three quarters: 6 + 7.5.
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[10.0, 6.0, 3.0], cost=[[4.0, 1.0, 3.0]], budget=[4.0])
    pricing = relax(build_model(problem)).pricing
    assert pricing.multipliers.upper.tolist() == pytest.approx([2.5])
    assert pricing.bound == pytest.approx(13.5)
