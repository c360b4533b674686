"""Find rules and budgets that contradict each other, or that together leave nobody to ask, none of them superfluous."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from seeder.problem import Rule, SeedingProblem, marginal_values

_MOST_PAIRED = 30

Part = tuple[str, int]
"""A rule or a budget: its kind, ``rule`` or ``budget``, and its position."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules and budgets that no selection keeps together, none of which can be left out."""

    rules: tuple[int, ...]  # Positions of the rules.
    resources: tuple[int, ...]  # Positions of the resources whose budgets take part.


def find_conflict(problem: SeedingProblem, is_feasible: Callable[[SeedingProblem], bool]) -> Conflict:
    """Find a conflicting set of an infeasible problem's rules and budgets that is smallest by inclusion.

    A single rule that contradicts itself is looked for first, then, among at most 30 rules, a pair; else a deletion
    filter leaves out blocks of rules, then single ones, as long as the rest is infeasible. What it ends with is
    irreducible: any rule of it left out, the rest can be kept.

    ``is_feasible``: decides whether a problem has a feasible selection.

    Source: Chinneck, Dravnieks, Locating minimal infeasible constraint sets in linear programs, ORSA Journal on
    Computing 3, 1991 (deletion filter).
    """
    return as_conflict(_smallest(parts_of(problem), lambda kept: not is_feasible(only(problem, kept))))


def find_conflict_with_asking(
    problem: SeedingProblem, is_feasible: Callable[[SeedingProblem], bool]
) -> Conflict | None:
    """Find a smallest set of rules and budgets of a feasible problem that no selection with an ask keeps together.

    Asks that add nothing do not count. None where such a selection is feasible, or not proved infeasible, and where no
    ask would add anything.
    """
    useful = np.flatnonzero(marginal_values(problem, np.empty(0, dtype=np.int64)) > 0)
    if not len(useful):
        return None
    asking = ("rule", len(problem.rules))
    question = problem.replace(rules=[*problem.rules, Rule.count(useful, at_least=1)])
    if is_feasible(question):
        return None
    return as_conflict(_smallest(parts_of(problem), lambda kept: not is_feasible(only(question, [*kept, asking]))))


def parts_of(problem: SeedingProblem) -> list[Part]:
    """Rules and budgets by their positions."""
    return [
        *(("rule", position) for position in range(len(problem.rules))),
        *(("budget", position) for position in np.flatnonzero(np.isfinite(problem.budget)).tolist()),
    ]


def as_conflict(parts: Sequence[Part]) -> Conflict:
    """Return rules and budgets as a conflict."""
    return Conflict(
        rules=tuple(position for kind, position in parts if kind == "rule"),
        resources=tuple(position for kind, position in parts if kind == "budget"),
    )


def _smallest(parts: Sequence[Part], conflicts: Callable[[Sequence[Part]], bool]) -> list[Part]:
    kept = deletion_filter(list(parts), conflicts)
    if len(kept) <= 1 or len(parts) > _MOST_PAIRED:
        return kept
    for size in range(1, min(len(kept), 3)):
        for few in combinations(parts, size):
            if conflicts(few):
                return list(few)
    return kept


def deletion_filter(kept: list[Part], conflicts: Callable[[Sequence[Part]], bool]) -> list[Part]:
    """Leave out blocks, halved from the whole down to single parts, while the rest still conflicts."""
    size = max(1, len(kept) // 2)
    while True:
        start = 0
        while start < len(kept):
            rest = kept[:start] + kept[start + size :]
            if conflicts(rest):
                kept = rest
            else:
                start += size
        if size == 1:
            return kept
        size = max(1, size // 2)


def only(problem: SeedingProblem, kept: Sequence[Part]) -> SeedingProblem:
    """Return the problem with no other rules and budgets than these."""
    budgets = {position for kind, position in kept if kind == "budget"}
    return problem.replace(
        value_if_yes=np.zeros(problem.n_options),
        budget=[budget if position in budgets else np.inf for position, budget in enumerate(problem.budget)],
        rules=[problem.rules[position] for kind, position in kept if kind == "rule"],
        coverage=None,
    )
