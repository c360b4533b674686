"""Decide whether any selection is feasible."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import overload

import numpy as np

from seeder.errors import SolverError
from seeder.problem.arrays import IntArray
from seeder.problem.evaluation import evaluate
from seeder.problem.seeding import SeedingProblem
from seeder.solvers.deadline import Deadline
from seeder.solvers.heuristics.greedy import budget_shares, select_in_order
from seeder.solvers.model.model import Model
from seeder.solvers.model.presolve import build_model
from seeder.solvers.model.rows import Row
from seeder.solvers.programs.cp_sat import WholeProblem, WholeRow, WholeStatus, solve_whole_problem, whole_row
from seeder.solvers.stop import Stop

_FIRST_EFFORT = 100.0
_GROWTH = 4.0
"""If the caller sets no effort: CP-SAT's first effort, and the factor by which it grows until it is enough."""


class Feasibility(Enum):
    """Whether a feasible selection exists, as far as that is known."""

    FEASIBLE = "there is a feasible selection"
    INFEASIBLE = "it is proved that there is none"
    UNKNOWN = "the time limit was reached first"


@dataclass(frozen=True, eq=False)
class FeasibilityResult:
    """The answer, a feasible selection (positions in the problem) or None, and why there is none."""

    feasibility: Feasibility
    selection: IntArray | None = None
    detail: str = ""


@overload
def is_feasible(problem: SeedingProblem, *, stop: None = None, effort: None = None, seed: int = 0) -> bool: ...
@overload
def is_feasible(
    problem: SeedingProblem, *, stop: Stop | None = None, effort: float | None = None, seed: int = 0
) -> bool | None: ...
def is_feasible(
    problem: SeedingProblem, *, stop: Stop | None = None, effort: float | None = None, seed: int = 0
) -> bool | None:
    """Tell whether any selection meets all budgets and rules.

    ``effort``: limit in CP-SAT's deterministic time, which does not depend on the machine. True and False are
    proved in whole numbers; None is given where a limit came first, so never without one.
    """
    deadline = Deadline.start(None if stop is None else stop.time_limit)
    found = find_feasible(problem, deadline=deadline, effort=effort, seed=seed).feasibility
    return None if found is Feasibility.UNKNOWN else found is Feasibility.FEASIBLE


def find_feasible(
    problem: SeedingProblem, *, deadline: Deadline | None = None, effort: float | None = None, seed: int = 0
) -> FeasibilityResult:
    """Look for a feasible selection, cheapest means first, or prove that there is none.

    Only options that a pin requires, or that help to keep a rule, matter; all others can be left out. Of an account's
    options with the same coefficients in every rule, only the cheapest ones matter.
    """
    model = build_model(problem, only_feasibility=True)
    contradiction = model.contradiction or _too_expensive(model)
    if contradiction is not None:
        return FeasibilityResult(Feasibility.INFEASIBLE, detail=contradiction)
    shares = budget_shares(model).sum(axis=0)
    order = np.argsort(shares, kind="stable")
    selection = select_in_order(model, order, deadline=deadline)
    if selection is not None:
        return FeasibilityResult(Feasibility.FEASIBLE, model.restriction.selection(selection))
    return find_feasible_in(problem, model, deadline=deadline, effort=effort, seed=seed)


def find_feasible_in(
    problem: SeedingProblem,
    model: Model,
    *,
    deadline: Deadline | None = None,
    effort: float | None = None,
    seed: int = 0,
) -> FeasibilityResult:
    """Look for a feasible selection among the options of a model in whole numbers, or prove that there is none."""
    rows = [whole_row(row, 0)[0] for row in model.row]
    kept = [row for row in rows if row is not None]
    most_effort = _FIRST_EFFORT if effort is None else effort
    while True:
        seconds_left = None if deadline is None else deadline.seconds_left
        if seconds_left is not None and seconds_left <= 0:
            return FeasibilityResult(Feasibility.UNKNOWN)
        whole = WholeProblem(n=model.n_options, first=model.first, must=model.must, rows=tuple(kept))
        found = solve_whole_problem(whole, seed=seed, seconds=seconds_left, effort=most_effort)
        if found.status is WholeStatus.INFEASIBLE:
            return FeasibilityResult(Feasibility.INFEASIBLE, detail="the search over all selections found none")
        if found.chosen is None and effort is None and (deadline is None or not deadline.has_passed):
            most_effort *= _GROWTH
            continue
        if found.chosen is None:
            return FeasibilityResult(Feasibility.UNKNOWN)
        selection = model.restriction.selection(found.chosen)
        if evaluate(problem, selection).is_feasible:
            return FeasibilityResult(Feasibility.FEASIBLE, selection)
        covers = broken_covers(model, found.chosen)
        if not covers:
            raise SolverError("CP-SAT returned a selection that breaks the problem")
        kept.extend(covers)


def broken_covers(model: Model, chosen: IntArray) -> list[WholeRow]:
    """For each upper side that a selection breaks: not all of its options there can be chosen together."""
    covers = []
    for row in model.row:
        inside = np.isin(row.option, chosen)
        if row.upper is not None and int(row.whole[inside].sum()) > row.upper:
            option = row.option[inside]
            covers.append(WholeRow(option, np.ones(len(option), dtype=np.int64), None, len(option) - 1))
    return covers


def _too_expensive(model: Model) -> str | None:
    """Whether the cheapest way to meet the pins and one lower count is over a budget or limit."""
    for row in model.row:
        if row.is_count or row.upper is None or row.has_negative:
            continue
        cheapest = _cheapest(model, row)
        pinned = int(cheapest[model.must].sum())
        if pinned > row.upper:
            return f"the accounts that must be asked alone exceed {_name(row)}"
        for count in model.row:
            if count.lower is None or not count.is_count:
                continue
            accounts = np.unique(model.owner[count.option])
            free = accounts[~model.must[accounts]]
            missing = count.lower - int(model.must[accounts].sum())
            if missing > 0 and pinned + int(np.sort(cheapest[free])[:missing].sum()) > row.upper:
                return f"the cheapest way to meet rule {count.rule} exceeds {_name(row)}"
    return None


def _cheapest(model: Model, row: Row) -> IntArray:
    """Least coefficient of each account in a row, 0 where it has an option outside."""
    weight = np.zeros(model.n_options, dtype=row.whole.dtype)
    weight[row.option] = row.whole
    result: IntArray = np.minimum.reduceat(weight, model.first) if model.n_accounts else weight
    return result


def _name(row: Row) -> str:
    return f"the budget of resource {row.resource}" if row.rule is None else f"the limit of rule {row.rule}"
