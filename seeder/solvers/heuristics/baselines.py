"""Simple plans that every search must reach: the greedy one, and accounts in the order of a number."""

from __future__ import annotations

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.seeding import SeedingProblem
from seeder.solvers.heuristics.filling import Filling
from seeder.solvers.heuristics.greedy import greedy_selections
from seeder.solvers.heuristics.lazy_greedy import lazy_greedy_selections
from seeder.solvers.model.cover_state import cover_value
from seeder.solvers.model.model import Model
from seeder.solvers.model.presolve import build_model


def select_greedily(model: Model) -> IntArray | None:
    """Return the best of the greedy selections, as positions of options of the problem; None if there is none.

    Where audiences overlap, it is the best that lazy greedy finds.
    """
    found = greedy_selections(model) if model.cells is None else lazy_greedy_selections(model)
    if not found:
        return None
    return model.restriction.selection(max(found, key=lambda selection: cover_value(model, selection)))


def select_top_followers(problem: SeedingProblem) -> IntArray | None:
    """Take accounts by followers, as :func:`select_by` does; None also if followers are not given."""
    return None if problem.followers is None else select_by(problem, problem.followers.astype(np.float64))


def select_by(problem: SeedingProblem, number: FloatArray) -> IntArray | None:
    """Take accounts by a number of theirs, each by its likeliest approach that fits.

    Accounts go by the number, falling, ties by position; an account's options by acceptance, falling, ties by
    position. Options that do not fit are skipped. If a share or a list of accounts together does not allow an option
    alone, it is taken with the first others that make it feasible.

    Parameters
    ----------
    number
        Of each account, shape (n_accounts,); −1 where it is not known.

    Returns
    -------
    Positions of options, rising; None if the list does not meet a rule with a lower side.
    """
    model = build_model(problem, drop_dominated=False)
    if model.contradiction is not None:
        return None
    of_option = number[problem.account[model.option]]
    order = np.lexsort((-problem.acceptance[model.option], model.owner, -of_option))
    filling = Filling(model, order=order)
    filling.fill(order)
    return model.restriction.selection(filling.chosen) if filling.is_complete else None
