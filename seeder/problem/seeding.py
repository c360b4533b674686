"""The seeding problem: options of accounts, their costs, budgets, rules and audience."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from seeder.argument_kinds import in_words
from seeder.brief_repr import brief_repr
from seeder.errors import ProblemError
from seeder.problem.arrays import FloatArray, IntArray, frozen_floats, frozen_positions, require_range, whole_number
from seeder.problem.attainable import Attainable, attainable_sum
from seeder.problem.coverage import Coverage
from seeder.problem.identity import exact_digest, weighted_sums
from seeder.problem.rules import Rule

MOST_ACCOUNTS = 10_000_000
"""Most accounts of a problem: some arrays have a place for each, 80 MB at this size."""

_LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True, eq=False)
class SeedingProblem:
    """The problem to solve: choose options, at most one for each account, for the largest expected value.

        value(x) = Σ_g w_g · (1 − Π_o (1 − b_og x_o)) + Σ_o v_o x_o
        Σ_o c_ro x_o ≤ B_r for every resource r, and every rule holds

    with b_og = q_o · r_og and v_o = q_o · u_o, where q_o is acceptance, r_og the chance that a person of cell g is
    moved once the account has said yes, and u_o the value of a yes among people outside all cells.

    Parameters
    ----------
    account
        Account of each option, shape (n_options,), never falling: the options of an account stand together. Accounts
        are numbered 0, 1, 2 …, up to 10 million.
    value_if_yes
        u_o, shape (n_options,) [people, clicks or conversions].
    cost
        c_ro, shape (n_resources, n_options) [the resource's unit]; a flat list stands for one resource.
    budget
        B_r, shape (n_resources,); infinity for a resource that is only reported.
    acceptance
        q_o, shape (n_options,) [0–1]; default 1.
    coverage
        Cells of people who may follow several accounts; None where all audiences are separate.
    rules
        Rows over sets of options: counts, shares, limits.
    resources
        Names of the resources; default ``effort``, ``resource 1`` …
    n_accounts
        Number of accounts, those without an option among them; default: as many as ``account`` names.
    followers
        Followers of each account, shape (n_accounts,), −1 where unknown; only the top-followers list asks for it.

    Raises
    ------
    ProblemError
        Where the arrays contradict each other, or hold NaN, masked values, negatives or chances over 1.

    Examples
    --------
    Two accounts, the second by two approaches, 3 hours:

    >>> problem = SeedingProblem(account=[0, 1, 1], value_if_yes=[10, 40, 40], cost=[1, 2, 3], budget=[3],
    ...                          acceptance=[0.5, 0.1, 0.4])
    >>> problem.value.tolist()
    [5.0, 4.0, 16.0]
    """

    __repr__ = brief_repr

    account: IntArray
    value_if_yes: FloatArray
    cost: FloatArray
    budget: FloatArray
    acceptance: FloatArray
    coverage: Coverage | None
    rules: tuple[Rule, ...]
    resources: tuple[str, ...]
    n_accounts: int
    followers: FloatArray | None

    def __init__(
        self,
        *,
        account: npt.ArrayLike,
        value_if_yes: npt.ArrayLike,
        cost: npt.ArrayLike,
        budget: npt.ArrayLike,
        acceptance: npt.ArrayLike | None = None,
        coverage: Coverage | None = None,
        rules: Iterable[Rule] = (),
        resources: Iterable[str] | None = None,
        n_accounts: int | None = None,
        followers: npt.ArrayLike | None = None,
    ) -> None:
        stated = None if n_accounts is None else whole_number("n_accounts", n_accounts, low=0)
        accounts = frozen_positions("account", account, size=2**62 if stated is None else stated)
        size = int(accounts.max(initial=-1)) + 1 if stated is None else stated
        if size > MOST_ACCOUNTS:
            rule = f"at most {MOST_ACCOUNTS:,}; number them 0, 1, 2 … without gaps"
            raise ProblemError(f"{'account' if stated is None else 'n_accounts'}: {size:,} accounts, {rule}")
        n_options = len(accounts)
        values = frozen_floats("value_if_yes", value_if_yes)
        budgets = frozen_floats("budget", budget)
        costs = frozen_floats("cost", cost, n_dimensions=2)
        if costs.size == 0 and n_options == 0:
            costs = frozen_floats("cost", np.zeros((len(budgets), 0)), n_dimensions=2)
        accepted = frozen_floats("acceptance", np.ones(n_options) if acceptance is None else acceptance)
        names = _resource_names(len(budgets)) if resources is None else _names_of(resources)
        for name, array in (("value_if_yes", values), ("acceptance", accepted)):
            if len(array) != n_options:
                raise ProblemError(f"{name}: {len(array)} numbers for {n_options} options")
        if costs.shape != (len(budgets), n_options):
            raise ProblemError(f"cost: shape {costs.shape}, expected {len(budgets)} resources × {n_options} options")
        if len(names) != len(budgets) or len(set(names)) != len(names):
            raise ProblemError(f"resources: {len(names)} names for {len(budgets)} budgets, each name once")
        if (np.diff(accounts) < 0).any():
            raise ProblemError(
                "account: the options of an account must be next to each other; sort the options by account"
            )
        require_range("value_if_yes", values, low=0.0, high=_LARGEST)
        require_range("acceptance", accepted, low=0.0, high=1.0)
        require_range("cost", costs, low=0.0, high=_LARGEST)
        require_range("budget", budgets, low=0.0, high=float("inf"))
        if coverage is not None and not isinstance(coverage, Coverage):
            raise ProblemError(f"coverage: expected a Coverage, found {in_words(coverage)}")
        if coverage is not None and coverage.n_options != n_options:
            raise ProblemError(f"coverage: made for {coverage.n_options} options, the problem has {n_options}")
        followed = None if followers is None else frozen_floats("followers", followers)
        if followed is not None and len(followed) != size:
            raise ProblemError(f"followers: {len(followed)} numbers for {size} accounts")
        for name, array in (("value_if_yes", values), ("cost", costs)):
            with np.errstate(over="ignore"):
                total = array.sum()
            if not np.isfinite(total):
                raise ProblemError(f"{name}: the sum leaves the range of floating-point numbers; use another unit")
        ruled = _as_tuple("rules", "rules", rules)
        for position, rule in enumerate(ruled):
            _check_rule(position, rule, n_options=n_options, n_resources=len(budgets))
        checked = {
            "account": accounts,
            "value_if_yes": values,
            "cost": costs,
            "budget": budgets,
            "acceptance": accepted,
            "coverage": coverage,
            "rules": ruled,
            "resources": names,
            "n_accounts": size,
            "followers": followed,
        }
        for name, field in checked.items():
            object.__setattr__(self, name, field)

    def replace(self, **changes: Any) -> SeedingProblem:
        """Return the problem with other values of some of its parameters, checked like any other."""
        return replace(self, **changes)

    @property
    def n_options(self) -> int:
        """Number of options."""
        return len(self.account)

    @property
    def n_resources(self) -> int:
        """Number of resources, unlimited ones among them."""
        return len(self.budget)

    @cached_property
    def value(self) -> FloatArray:
        """v_o = q_o · u_o, shape (n_options,)."""
        array: FloatArray = self.acceptance * self.value_if_yes
        array.setflags(write=False)
        return array

    @cached_property
    def attainable(self) -> Attainable:
        """What can be spent at most of each resource and within each limit."""
        budget = [
            attainable_sum(cost, self.account, bound)
            for cost, bound in zip(self.cost, self.budget.tolist(), strict=True)
        ]
        limit = [
            np.inf
            if rule.resource is None or rule.upper is None
            else attainable_sum(self.cost[rule.resource, rule.options], self.account[rule.options], rule.upper)
            for rule in self.rules
        ]
        return Attainable(frozen_floats("budget", budget), frozen_floats("limit", limit))

    @cached_property
    def digest(self) -> str:
        """What is exact: accounts, options, budgets, rules, and which options move which cells.

        It is the same on every machine; the text of :func:`~seeder.problem.identity.exact_digest` says what enters.
        """
        return exact_digest(self)

    @cached_property
    def sums(self) -> Mapping[str, float]:
        """What is computed: a weighted sum of each array, :func:`~seeder.problem.identity.weighted_sums`.

        Between machines they differ by far less than 1e-9 of themselves.
        """
        return weighted_sums(self)


def _resource_names(n_resources: int) -> tuple[str, ...]:
    return tuple("effort" if position == 0 else f"resource {position}" for position in range(n_resources))


def _names_of(resources: Iterable[str]) -> tuple[str, ...]:
    names = _as_tuple("resources", "names", resources)
    if isinstance(resources, str) or not all(isinstance(name, str) for name in names):
        raise ProblemError(f"resources: expected names, such as ['effort', 'cash']; found {resources!r:.60}")
    return names


def _as_tuple(name: str, what: str, values: Iterable[Any]) -> tuple[Any, ...]:
    try:
        return tuple(values)
    except TypeError:
        raise ProblemError(f"{name}: expected a list of {what}, found {in_words(values)}") from None


def _check_rule(position: int, rule: Rule, *, n_options: int, n_resources: int) -> None:
    if not isinstance(rule, Rule):
        raise ProblemError(f"rules: position {position} holds {in_words(rule)}, expected a Rule")
    if len(rule.options) and not (rule.options[0] >= 0 and rule.options[-1] < n_options):
        raise ProblemError(f"rules: position {position} names an option outside 0 … {n_options - 1}")
    if rule.resource is not None and not 0 <= rule.resource < n_resources:
        raise ProblemError(f"rules: position {position} limits resource {rule.resource}, there are {n_resources}")
