"""Build the input of the interval bounds: a plan's handles, their followers and their chance of a response."""

from __future__ import annotations

import numpy as np

from seeder.analysis.interval.audiences import PlanAudiences
from seeder.formulation import Formulation
from seeder.problem.arrays import IntArray
from seeder.responses import respond_of_handles


def plan_audiences(formulation: Formulation, selection: IntArray) -> tuple[PlanAudiences, IntArray, float]:
    """The handles of a selection with followers; their rows of the accounts table; and the interested share."""
    scenario, problem = formulation.scenario, formulation.problem
    accounts = scenario.accounts
    chance, interested = respond_of_handles(scenario.document, formulation.rates, accounts)
    rows = [accounts.rows_of[int(problem.account[option])] for option in selection]
    handle = np.concatenate([np.zeros(0, dtype=np.int64), *rows]).astype(np.int64)
    owner = np.repeat(np.arange(len(selection)), [len(own) for own in rows])
    followed = accounts.followers[handle] > 0
    handle, owner = handle[followed], owner[followed]
    found = PlanAudiences(accounts.followers[handle], owner, problem.acceptance[selection], chance[handle])
    return found, handle, interested
