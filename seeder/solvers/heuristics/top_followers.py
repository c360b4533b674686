"""The baseline list: the accounts with the most followers."""

from __future__ import annotations

import numpy as np

from seeder.problem.arrays import IntArray
from seeder.problem.seeding import SeedingProblem
from seeder.solvers.deadline import Deadline
from seeder.solvers.heuristics.filling import Filling
from seeder.solvers.model.presolve import build_model


def select_top_followers(problem: SeedingProblem, *, deadline: Deadline | None = None) -> IntArray | None:
    """Take accounts by followers, each by its likeliest approach that fits.

    Accounts go by followers, falling, ties by position, unknown ones last; an account's options by acceptance,
    falling, ties by position. What does not fit or a rule forbids is skipped. What a share or a list of accounts that
    belong together forbids by itself is taken with the first others that make it fit.

    Returns positions of options, rising; None where followers are not given, or where the list leaves a rule unmet that
    asks for at least so many.
    """
    if problem.followers is None:
        return None
    model = build_model(problem, drop_dominated=False)
    if model.contradiction is not None:
        return None
    followers = problem.followers[problem.account[model.option]]
    order = np.lexsort((-problem.acceptance[model.option], model.owner, -followers))
    filling = Filling(model, order=order)
    filling.fill(order, deadline=deadline)
    return model.restriction.selection(filling.chosen) if filling.is_complete else None
