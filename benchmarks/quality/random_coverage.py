"""Random coverage: accounts that reach cells at random, each with one chance in all of its cells.

References
----------
Münch & Raach, arXiv 2507.16149, 2025: exact maximisation of such functions under a budget.
"""

from __future__ import annotations

import numpy as np

from seeder import Coverage, SeedingProblem

_CHANCES = (0.05, 0.5)
_LARGEST_EFFORT = 10


def make_random_coverage(
    n_accounts: int, n_cells: int, *, density: float, budget_divisor: int, seed: int = 0
) -> SeedingProblem:
    """Make accounts of efforts 1 to 10 and chances U(.05, .5), and cells of weight 1.

    Parameters
    ----------
    density
        Probability that an account reaches a cell, each pair by itself [0–1].
    budget_divisor
        The budget is the sum of all efforts over this, rounded down: 10 for a tenth.
    """
    rng = np.random.default_rng(seed)
    is_reached = rng.random((n_accounts, n_cells)) < density
    chance = rng.uniform(*_CHANCES, n_accounts)
    effort = rng.integers(1, _LARGEST_EFFORT + 1, n_accounts)
    account, cell = np.nonzero(is_reached)
    return SeedingProblem(
        account=np.arange(n_accounts),
        value_if_yes=np.zeros(n_accounts),
        cost=effort,
        budget=[int(effort.sum()) // budget_divisor],
        coverage=Coverage(
            weight=np.ones(n_cells),
            start=np.concatenate(([0], np.cumsum(is_reached.sum(axis=1)))),
            cell=cell,
            chance=chance[account],
        ),
    )
