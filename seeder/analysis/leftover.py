"""Explain why budget is left: which limit binds, and what the next useful option would need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seeder.problem import Rule, SeedingProblem, marginal_values, spending
from seeder.problem.arrays import FloatArray, IntArray, mask_of
from seeder.problem.decimals import as_written
from seeder.problem.evaluation import as_selection


@dataclass(frozen=True, slots=True)
class Leftover:
    """What is left of the budget, and what stands against using it."""

    # Budget less spent, of each resource; infinity where there is no budget [the resource's unit].
    left: tuple[float, ...]
    # The useful option of an account not asked that misses the least; None where none is left out. Useful means that it
    # would add something to the selection.
    option: int | None
    shortage: tuple[float, ...]  # What that option would need beyond what is left, of each resource.
    rules: tuple[int, ...]  # Positions of the rules that stand against it.
    # Whether a rule bans that option whatever else is asked; it is named only where all useful ones are banned.
    is_excluded: bool = False


def explain_leftover(problem: SeedingProblem, selection: npt.ArrayLike) -> Leftover:
    """Find the useful option left out that misses the least.

    Options that no rule bans come first, of these the ones that no other rule stands against, then those whose
    largest shortage, as a share of the budget, is the smallest, then the cheapest in effort, then those that would
    add the most.
    """
    chosen = as_selection(problem, selection)
    spent = spending(problem, chosen)
    left = np.array(
        [
            np.inf if np.isinf(budget) else float(as_written(float(budget)) - as_written(used))
            for budget, used in zip(problem.budget, spent, strict=True)
        ]
    )
    asked = mask_of(problem.account[chosen], problem.n_accounts)
    added = marginal_values(problem, chosen)
    useful = np.flatnonzero((added > 0) & ~asked[problem.account])
    none = Leftover(left=tuple(left.tolist()), option=None, shortage=(), rules=())
    if not len(useful):
        return none
    blocked = np.zeros(problem.n_options, dtype=bool)
    banned = np.zeros(problem.n_options, dtype=bool)
    for position, options in _blocked(problem, chosen):
        blocked[options] = True
        if _is_ban(problem.rules[position]):
            banned[options] = True
    short = _shortage(problem, left, useful)
    effort = problem.cost[0] if problem.n_resources else np.zeros(problem.n_options)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nan_to_num(short / problem.budget[:, None], nan=0.0, posinf=np.inf).max(axis=0, initial=0.0)
    order = np.lexsort((-added[useful], effort[useful], share, blocked[useful], banned[useful]))
    option = int(useful[order[0]])
    return Leftover(
        left=tuple(left.tolist()),
        option=option,
        shortage=tuple(short[:, order[0]].tolist()),
        rules=tuple(position for position, options in _blocked(problem, chosen) if option in options),
        is_excluded=bool(banned[option]),
    )


def _is_ban(rule: Rule) -> bool:
    """Whether a rule forbids its options whatever else is asked."""
    return rule.is_count and rule.upper == 0


def _shortage(problem: SeedingProblem, left: FloatArray, options: IntArray) -> FloatArray:
    """max(0, c_ro − left_r), shape (n_resources, n options), without the dust of binary floats."""
    missing = problem.cost[:, options] - left[:, None]
    return np.where(missing > 1e-9, np.round(missing, 9), 0.0)


def _blocked(problem: SeedingProblem, chosen: IntArray) -> Iterator[tuple[int, IntArray]]:
    """Rules under which some options cannot be added to the selection, with those options."""
    is_chosen = mask_of(chosen, problem.n_options)
    for position, rule in enumerate(problem.rules):
        inside = is_chosen[rule.options]
        coefficient = rule.coefficient(problem.cost)
        after = float(coefficient[inside].sum()) + coefficient
        is_broken = np.zeros(len(after), dtype=bool)
        if rule.upper is not None:
            is_broken |= (after > rule.upper + 1e-9) & (coefficient > 0)
        if rule.lower is not None:
            is_broken |= (after < rule.lower) & (coefficient < 0)
        yield position, rule.options[is_broken]
