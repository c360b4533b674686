"""Explain why budget is left: which limit binds, and what the next useful option would need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seeder.problem import Rule, SeedingProblem, marginal_values, spending
from seeder.problem.arrays import IntArray, mask_of
from seeder.problem.decimals import as_written
from seeder.problem.evaluation import as_selection


@dataclass(frozen=True, slots=True)
class Leftover:
    """What is left of the budget, and which limit keeps the plan from using it."""

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
    if not len(useful):
        return Leftover(left=tuple(left.tolist()), option=None, shortage=(), rules=())
    blocked, banned = np.zeros((2, problem.n_options), dtype=bool)
    against = [(rule, _blocked(problem, rule, chosen)) for rule in problem.rules]
    for rule, options in against:
        blocked[options] = True
        banned[options] |= rule.is_count and rule.upper == 0
    missing = problem.cost[:, useful] - left[:, None]
    # Without the dust of binary floats.
    short = np.where(missing > 1e-9, np.round(missing, 9), 0.0)
    effort = problem.cost[0] if problem.n_resources else np.zeros(problem.n_options)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nan_to_num(short / problem.budget[:, None], nan=0.0, posinf=np.inf).max(axis=0, initial=0.0)
    order = np.lexsort((-added[useful], effort[useful], share, blocked[useful], banned[useful]))
    option = int(useful[order[0]])
    return Leftover(
        left=tuple(left.tolist()),
        option=option,
        shortage=tuple(short[:, order[0]].tolist()),
        rules=tuple(position for position, (_, options) in enumerate(against) if option in options),
        is_excluded=bool(banned[option]),
    )


def _blocked(problem: SeedingProblem, rule: Rule, chosen: IntArray) -> IntArray:
    """Options of a rule that cannot be added to the selection without breaking it."""
    coefficient = rule.coefficient(problem.cost)
    after = float(coefficient[np.isin(rule.options, chosen)].sum()) + coefficient
    is_broken = np.zeros(len(after), dtype=bool)
    if rule.upper is not None:
        is_broken |= (after > rule.upper + 1e-9) & (coefficient > 0)
    if rule.lower is not None:
        is_broken |= (after < rule.lower) & (coefficient < 0)
    return rule.options[is_broken]
