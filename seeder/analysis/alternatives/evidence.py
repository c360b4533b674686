"""What is known about every account: the best plans found with it and without it, and bounds on all such plans."""

from __future__ import annotations

import numpy as np

from seeder.analysis.searching import SAME, Goal
from seeder.problem import SeedingProblem, evaluate
from seeder.problem.arrays import BoolArray, FloatArray, IntArray


class Evidence:
    """Values and bounds of the plans with each account and without it, relative to the best plan that is known.

    A plan is good enough if it is worth at least 1 − ``within`` of the best one. As better plans get known, fewer are
    good enough: what a bound ruled out stays ruled out.

    Parameters
    ----------
    plan
        A feasible plan; the best one until a better one is learned.
    within
        By how much less a plan may be worth, as a share of the best one [0–1].

    Attributes
    ----------
    worth_with, worth_without
        Value of the best known plan with each account, and without it; −∞ without one, shape (n_accounts,).
    bound_with, bound_without
        No plan that is good enough exceeds this with the account, or without it, shape (n_accounts,).
    """

    def __init__(self, problem: SeedingProblem, plan: IntArray, *, within: float) -> None:
        self._problem, self._within = problem, within
        has_option = np.zeros(problem.n_accounts, dtype=bool)
        has_option[problem.account] = True
        self.worth_with: FloatArray = np.full(problem.n_accounts, -np.inf)
        self.worth_without: FloatArray = np.full(problem.n_accounts, -np.inf)
        self.bound_with: FloatArray = np.where(has_option, np.inf, -np.inf)
        self.bound_without: FloatArray = np.full(problem.n_accounts, np.inf)
        self.best, self.value = plan, -np.inf
        self._all: IntArray = np.arange(problem.n_accounts, dtype=np.int64)
        self._in_best = self._all
        self.learn(plan)

    @property
    def least(self) -> float:
        """What a plan must be worth to be good enough."""
        return (1.0 - self._within) * self.value

    @property
    def goal(self) -> Goal:
        """The same as a goal of searches."""
        return Goal(self.least, self.least)

    @property
    def most_missed(self) -> float:
        """The largest bound that shows that no plan is good enough."""
        return float(np.nextafter(self._below, -np.inf))

    @property
    def _below(self) -> float:
        return self.least - SAME * abs(self.least)

    def is_enough(self, worth: float) -> bool:
        """Whether a plan of this value is good enough."""
        return self.goal.is_reached(worth)

    def learn(self, plan: IntArray) -> bool:
        """Evaluate a plan; keep its value where it is feasible, and tell whether it is feasible and good enough."""
        found = evaluate(self._problem, plan)
        if not found.is_feasible:
            return False
        asked = self._problem.account[plan]
        self.worth_with[asked] = np.maximum(self.worth_with[asked], found.value)
        is_better = found.value > self.value
        # Without all others, the best plan is known to be worth as much.
        others = np.setdiff1d(self._all if is_better else self._in_best, asked)
        self.worth_without[others] = np.maximum(self.worth_without[others], found.value)
        if is_better:
            self.best, self.value, self._in_best = np.sort(plan), found.value, asked
        return self.is_enough(found.value)

    def bound(self, *, inside: FloatArray | None = None, out: FloatArray | None = None) -> None:
        """Learn bounds of the plans with each account, and of those without it, shape (n_accounts,)."""
        if inside is not None:
            self.bound_with = np.minimum(self.bound_with, inside)
        if out is not None:
            self.bound_without = np.minimum(self.bound_without, out)

    @property
    def is_sure_in(self) -> BoolArray:
        """Accounts without which no plan is good enough, shape (n_accounts,)."""
        return self._is_missed(self.bound_without)

    @property
    def is_sure_out(self) -> BoolArray:
        """Accounts with which no plan is good enough, shape (n_accounts,)."""
        return self._is_missed(self.bound_with)

    @property
    def lacks_plan_with(self) -> BoolArray:
        """Accounts of which it is open whether a plan with them is good enough, shape (n_accounts,)."""
        return ~self._is_reached(self.worth_with) & ~self.is_sure_out

    def lacks_plan_with_account(self, account: int) -> bool:
        """The same of one account."""
        return bool(self.worth_with[account] < self._below <= self.bound_with[account])

    @property
    def lacks_plan_without(self) -> BoolArray:
        """Accounts of which it is open whether a plan without them is good enough, shape (n_accounts,)."""
        return ~self._is_reached(self.worth_without) & ~self.is_sure_in

    def _is_reached(self, worth: FloatArray) -> BoolArray:
        reached: BoolArray = worth >= self._below
        return reached

    def _is_missed(self, bound: FloatArray) -> BoolArray:
        missed: BoolArray = bound < self._below
        return missed
