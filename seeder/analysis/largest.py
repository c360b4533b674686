"""The account with the most followers among those that can be asked."""

from __future__ import annotations

import numpy as np

from seeder.certify import usable_options
from seeder.formulation import Formulation


def largest_account(formulation: Formulation) -> str | None:
    """Return the account with the most followers that can be asked; None where no followers are known."""
    problem = formulation.problem
    if problem.followers is None or not problem.n_options:
        return None
    # Whom the rules exclude is no surprise.
    usable, _ = usable_options(problem.replace(budget=np.full(problem.n_resources, np.inf)))
    followers = np.where(usable, problem.followers[problem.account], -1)
    option = int(np.argmax(followers))
    return formulation.account_name(option) if followers[option] >= 0 else None
