"""Budgeted maximum coverage: items of random weights that cover random elements for certain.

References
----------
Li, Wei, Hao & He, Probability learning based tabu search for the budgeted maximum coverage problem, 2021 (PLTS).
Zhou, Zheng & He, Effective variable depth local search for the budgeted maximum coverage problem, 2022 (VDLS).
"""

from __future__ import annotations

import numpy as np

from seeder import Coverage, SeedingProblem

_LEAST, _LARGEST = 100, 199
"""Weights of items and profits of elements are whole numbers from here to there, each as likely."""


def make_budgeted_coverage(
    n_items: int, n_elements: int, *, density: float, budget: int, seed: int = 0
) -> SeedingProblem:
    """Make items (accounts) and elements (cells) with chance 1; effort is an item's weight, value an element's profit.

    Parameters
    ----------
    density
        Probability that an item covers an element, each pair by itself [0–1].
    """
    rng = np.random.default_rng(seed)
    is_covered = rng.random((n_items, n_elements)) < density
    weight = rng.integers(_LEAST, _LARGEST + 1, n_items)
    profit = rng.integers(_LEAST, _LARGEST + 1, n_elements)
    _, element = np.nonzero(is_covered)
    return SeedingProblem(
        account=np.arange(n_items),
        value_if_yes=np.zeros(n_items),
        cost=weight,
        budget=[budget],
        coverage=Coverage(
            weight=profit,
            start=np.concatenate(([0], np.cumsum(is_covered.sum(axis=1)))),
            cell=element,
            chance=np.ones(len(element)),
        ),
    )
