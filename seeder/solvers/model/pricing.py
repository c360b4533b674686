"""The Lagrangian at given multipliers: adjusted gain and reduced cost of every option, and the bound."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.seeding import SeedingProblem
from seeder.solvers.model.model import Model


@dataclass(frozen=True, eq=False)
class Multipliers:
    """μ ≥ 0 of each row's upper side and ν ≥ 0 of its lower side, each of shape (n_rows,)."""

    upper: FloatArray
    lower: FloatArray

    @classmethod
    def zero(cls, n_rows: int) -> Multipliers:
        """No multiplier at all."""
        return cls(np.zeros(n_rows), np.zeros(n_rows))

    def of_problem(self, model: Model, problem: SeedingProblem) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The same by what the rows of a model stand for: λ of each resource, ν and μ of each rule of a problem."""
        resource = np.zeros(problem.n_resources)
        at_least, at_most = np.zeros(len(problem.rules)), np.zeros(len(problem.rules))
        for row, upper, lower in zip(model.row, self.upper, self.lower, strict=True):
            if row.rule is None:
                resource[row.resource] = upper
            else:
                at_most[row.rule], at_least[row.rule] = upper, lower
        return resource, at_least, at_most


@dataclass(frozen=True, eq=False)
class Pricing:
    """The Lagrangian at some multipliers."""

    model: Model
    multipliers: Multipliers  # μ and ν.
    adjusted: FloatArray  # v − Σ_rows (μ − ν) · coefficient, shape (n_options,).
    # The largest adjusted gain of each account, not below 0 where it need not be asked, shape (n_accounts,).
    best: FloatArray
    bound: float  # Σ_rows (μ · upper − ν · lower) + Σ best: no feasible selection exceeds ``bound + margin``.
    margin: float  # More than what rounding can have taken from ``bound`` or from a reduced cost.

    @property
    def reduced_cost(self) -> FloatArray:
        """Reduced cost of each option: the bound falls at least by it if the option is chosen, shape (n_options,)."""
        result: FloatArray = self.best[self.model.owner] - self.adjusted
        return result

    @property
    def reduced_cost_of_none(self) -> FloatArray:
        """What the bound falls by at least when an account is left out, shape (n_accounts,); ∞ for a pinned one."""
        return np.where(self.model.must, np.inf, self.best)

    def choice(self) -> IntArray:
        """The best option of each account, the first of equal ones, or −1 for none, shape (n_accounts,)."""
        return choose_best(self.model, self.adjusted, self.best)


def price(model: Model, multipliers: Multipliers) -> Pricing:
    """Evaluate the Lagrangian of all rows."""
    adjusted = model.value.copy()
    constants: list[float] = []
    size = float(np.abs(model.value).max(initial=0.0))
    for row, upper, lower in zip(model.row, multipliers.upper.tolist(), multipliers.lower.tolist(), strict=True):
        if upper > 0 or lower > 0:
            adjusted[row.option] -= (upper - lower) * row.coefficient
            constants += [upper * row.bound if upper > 0 else 0.0, -lower * (row.lower or 0)]
    best = best_of_accounts(model, adjusted)
    bound = math.fsum(constants) + math.fsum(best.tolist())
    size += float(np.abs(best).sum()) + sum(map(abs, constants))
    return Pricing(model, multipliers, adjusted, best, bound, 1e-14 * size)


def best_of_accounts(model: Model, adjusted: FloatArray) -> FloatArray:
    """max_o of each account, not below 0 where it need not be asked, shape (n_accounts,)."""
    if not model.n_accounts:
        return np.zeros(0)
    best: FloatArray = np.maximum.reduceat(adjusted, model.first)
    return np.where(model.must, best, np.maximum(best, 0.0))


def choose_best(model: Model, adjusted: FloatArray, best: FloatArray) -> IntArray:
    """The first option of each account that reaches its best, −1 where none does, shape (n_accounts,)."""
    reached = np.flatnonzero(adjusted >= best[model.owner])
    choice = np.full(model.n_accounts, -1, dtype=np.int64)
    choice[model.owner[reached[::-1]]] = reached[::-1]
    return choice
