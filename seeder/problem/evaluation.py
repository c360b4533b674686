"""The specification of value and feasibility: the value of a selection, and the rows that it breaks.

Everything that claims a value or a feasible selection is held against this module.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from seeder.argument_kinds import require_kind
from seeder.brief_repr import brief_repr
from seeder.errors import ProblemError
from seeder.problem.arrays import BoolArray, FloatArray, IntArray, frozen_positions, mask_of
from seeder.problem.decimals import exact_sum, fits
from seeder.problem.rules import Rule
from seeder.problem.seeding import SeedingProblem
from seeder.problem.survival import Survival


class ViolationKind(Enum):
    """What a selection can break."""

    ACCOUNT = "two options of one account"
    BUDGET = "a resource over its budget"
    RULE = "a rule of the user"


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that a selection breaks: the kind, and the position of the account, resource or rule."""

    kind: ViolationKind
    index: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A selection's value, what it spends and what it breaks.

    Parameters
    ----------
    value
        value(x) by the formula of :class:`SeedingProblem` [people, clicks or conversions].
    spent
        Σ_o c_ro x_o for each resource, summed as the decimals written.
    violations
        Everything broken, accounts first, then resources, then rules; empty for a feasible selection.
    """

    __repr__ = brief_repr

    value: float
    spent: tuple[float, ...]
    violations: tuple[Violation, ...]

    @property
    def is_feasible(self) -> bool:
        """Whether nothing is broken."""
        return not self.violations

    def to_document(self) -> dict[str, Any]:
        """Return the evaluation as plain data; accounts, resources and rules by their positions."""
        return {
            "value": self.value,
            "spent": list(self.spent),
            "is_feasible": self.is_feasible,
            "violations": [{"kind": broken.kind.name.lower(), "index": broken.index} for broken in self.violations],
        }


def evaluate(problem: SeedingProblem, selection: npt.ArrayLike) -> Evaluation:
    """Compute the value, spending and broken rules of a selection from their definition.

    Parameters
    ----------
    selection
        Positions of the chosen options, in any order, each at most once.

    Raises
    ------
    ProblemError
        Where a position lies outside or appears twice.
    """
    require_kind("problem", problem, SeedingProblem)
    chosen = as_selection(problem, selection)
    sums = _sums(problem, chosen)
    accounts, times = np.unique(problem.account[chosen], return_counts=True)
    is_chosen = mask_of(chosen, problem.n_options)
    broken = {
        ViolationKind.ACCOUNT: accounts[times > 1].tolist(),
        ViolationKind.BUDGET: [r for r, spent in enumerate(sums) if not fits(spent, float(problem.budget[r]))],
        ViolationKind.RULE: [at for at, rule in enumerate(problem.rules) if not _holds(problem, rule, is_chosen)],
    }
    violations = tuple(Violation(kind, index) for kind, indices in broken.items() for index in indices)
    return Evaluation(_value(problem, chosen), tuple(float(spent) for spent in sums), violations)


def _holds(problem: SeedingProblem, rule: Rule, is_chosen: BoolArray) -> bool:
    inside = is_chosen[rule.options]
    if rule.resource is not None:
        assert rule.upper is not None
        return fits(exact_sum(problem.cost[rule.resource, rule.options[inside]]), rule.upper)
    total = int(rule.weight[inside].sum())
    return (rule.lower is None or rule.lower <= total) and (rule.upper is None or total <= rule.upper)


def spending(problem: SeedingProblem, selection: npt.ArrayLike) -> tuple[float, ...]:
    """Σ_o c_ro x_o for each resource, summed as the decimals written: ``spent`` of :func:`evaluate` alone."""
    return tuple(float(spent) for spent in _sums(problem, as_selection(problem, selection)))


def value(problem: SeedingProblem, selection: npt.ArrayLike) -> float:
    """value(x) = Σ_g w_g · (1 − Π_o (1 − b_og x_o)) + Σ_o v_o x_o, whether or not the selection is feasible.

    Sums are rounded once (``math.fsum``), so whole numbers below 2^53 lose nothing. Beside one look at each cell, it
    costs the entries of the selection.
    """
    return _value(problem, as_selection(problem, selection))


def _value(problem: SeedingProblem, chosen: IntArray) -> float:
    terms: Iterable[float] = problem.value[chosen].tolist()
    if problem.coverage is None:
        return math.fsum(terms)
    log_survival = _log_survival(problem, chosen)
    touched = np.flatnonzero(log_survival)
    moved = problem.coverage.weight[touched] * -np.expm1(log_survival[touched])
    return math.fsum(chain(terms, moved.tolist()))


def marginal_values(problem: SeedingProblem, selection: npt.ArrayLike) -> FloatArray:
    """The marginal gain of each option over the rest of a selection, shape (n_options,).

    For a chosen option: value(x) − value(x without it), what the selection loses without it. For any other:
    value(x with it) − value(x), other options of its account counted as they stand in x.

        m_o = v_o + Σ_g w_g b_og Π_{p in x, p ≠ o} (1 − b_pg)
    """
    require_kind("problem", problem, SeedingProblem)
    return marginal_values_of(problem, selection, np.arange(problem.n_options, dtype=np.int64))


def marginal_values_of(problem: SeedingProblem, selection: npt.ArrayLike, options: npt.ArrayLike) -> FloatArray:
    """:func:`marginal_values` of some options, shape of ``options``: only their entries and the selection's count.

    Raises ProblemError where a position lies outside, or the selection holds one twice.
    """
    asked = frozen_positions("options", options, size=problem.n_options)
    survival = Survival(problem, as_selection(problem, selection))
    marginal: FloatArray = problem.value[asked] + problem.acceptance[asked] * survival.all_moved_if_yes(asked)
    return marginal


def marginal_values_if_yes(problem: SeedingProblem, selection: npt.ArrayLike, options: npt.ArrayLike) -> FloatArray:
    """What a yes of some options adds to the rest of a selection, shape of ``options``.

        u_o + Σ_g w_g r_og Π_{p in x, p ≠ o} (1 − b_pg)

    That is :func:`marginal_values_of` once the account has said yes, while the others are still open.

    Raises ProblemError where a position lies outside, or the selection holds one twice.
    """
    asked = frozen_positions("options", options, size=problem.n_options)
    survival = Survival(problem, as_selection(problem, selection))
    marginal: FloatArray = problem.value_if_yes[asked] + survival.all_moved_if_yes(asked)
    return marginal


def as_selection(problem: SeedingProblem, selection: npt.ArrayLike) -> IntArray:
    """Check and sort a selection. Raises ProblemError where a position lies outside or stands twice."""
    positions = frozen_positions("selection", selection, size=problem.n_options)
    chosen = np.sort(positions)
    if (chosen[1:] == chosen[:-1]).any():
        raise ProblemError("selection: an option appears twice")
    return chosen


def _sums(problem: SeedingProblem, chosen: IntArray) -> list[Fraction]:
    return [exact_sum(problem.cost[resource, chosen]) for resource in range(problem.n_resources)]


def _log_survival(problem: SeedingProblem, chosen: IntArray) -> FloatArray:
    """Σ_o ln(1 − b_og) of the chosen options for every cell; −∞ where one of them is certain to move it."""
    coverage = problem.coverage
    assert coverage is not None
    summed = np.zeros(coverage.n_cells)
    for block in coverage.blocks_of(chosen):
        entries, owner = coverage.entries_of(block)
        with np.errstate(divide="ignore"):
            logs = np.log1p(-(problem.acceptance[block][owner] * coverage.chance[entries]))
        np.add.at(summed, coverage.cell[entries], logs)
    return summed
