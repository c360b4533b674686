"""The numbers of a scenario that are not known for sure, to be drawn from what is known of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from seeder.analysis.resting import ACCEPTANCE, column_of
from seeder.formulation import Formulation, Origin
from seeder.problem.arrays import FloatArray, IntArray
from seeder.rates.drawing import DrawnNumbers, numbers_to_draw


class Source(NamedTuple):
    """Numbers of one kind, and where their draws come from."""

    numbers: DrawnNumbers
    level: np.random.Generator
    own: np.random.Generator

    @classmethod
    def of(cls, numbers: DrawnNumbers, *, seed: int, at: int) -> Source:
        """The draws of the kind at a position, by a seed."""
        return cls(numbers, np.random.default_rng([seed, at, 0]), np.random.default_rng([seed, at, 1]))

    def draw(self, n_draws: int) -> FloatArray:
        """Values, shape (n_numbers, n_draws)."""
        n_unsure = int(self.numbers.is_unsure.sum())
        if not n_unsure:
            return np.repeat(self.numbers.value[:, None], n_draws, axis=1)
        level = self.level.standard_normal(n_draws)
        return self.numbers.draw(level, self.own.standard_normal((n_unsure, n_draws)))


def rates_to_draw(formulation: Formulation, kind: str, rows: IntArray) -> DrawnNumbers:
    """Rates of some handles: clicks, view or conversion."""
    column = column_of(formulation, kind)
    return numbers_to_draw(column, kind, rows, value=column.value[rows])


def acceptances_to_draw(formulation: Formulation, options: IntArray) -> DrawnNumbers:
    """Acceptances of some options: what the approach or an override states is known."""
    origin = formulation.acceptance_origin[options]
    is_fixed = (origin == Origin.APPROACH) | (origin == Origin.OVERRIDE)
    account, approach = formulation.problem.account[options], formulation.approach[options]
    parts = []
    order = np.argsort(approach, kind="stable")
    for position in np.unique(approach).tolist():
        own = order[approach[order] == position]
        parts.append(
            numbers_to_draw(
                formulation.rates.acceptance[position],
                ACCEPTANCE,
                account[own],
                value=formulation.problem.acceptance[options[own]],
                is_fixed=is_fixed[own],
            )
        )
    return DrawnNumbers.of_parts(parts, order)
