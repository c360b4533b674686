"""The problem of a scenario with other rates and acceptances: drawn ones, or those of another shared level."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from seeder.analysis.resting import ACCEPTANCE, column_of, value_kinds
from seeder.analysis.unsure_numbers import Source, acceptances_to_draw, rates_to_draw
from seeder.formulation import Formulation, costs_with
from seeder.problem import SeedingProblem
from seeder.problem.arrays import FloatArray, IntArray
from seeder.rates import RateColumn
from seeder.rates.drawing import DrawnNumbers
from seeder.responses import respond

_NUMBERS_AT_ONCE = 1_000_000
_MOST_AT_ONCE = 64
"""Draws are made in blocks of at most so many numbers and so many draws: the same ones, however many are wanted."""


class Redrawn:
    """Makes the problem of a scenario again, with other values of the numbers that are not known for sure.

    These are the acceptances of all options, and the rates of the handles that an option asks. Options, cells, budgets
    and rules are the same in all problems. Costs are too, but for costs of a yes that count by their expectation.
    """

    def __init__(self, formulation: Formulation) -> None:
        self._formulation = formulation
        problem, accounts = formulation.problem, formulation.scenario.accounts
        asked = np.zeros(problem.n_accounts, dtype=bool)
        asked[problem.account] = True
        self._rows: IntArray = np.flatnonzero(asked[accounts.row_account])
        self._kinds = value_kinds(formulation.scenario.document.objective)
        self._numbers: dict[str, DrawnNumbers] = {}
        if problem.n_options:
            self._numbers[ACCEPTANCE] = acceptances_to_draw(formulation, np.arange(problem.n_options, dtype=np.int64))
            self._numbers |= {kind: rates_to_draw(formulation, kind, self._rows) for kind in self._kinds}

    @property
    def unsure_kinds(self) -> tuple[str, ...]:
        """Kinds of numbers of which at least one is not known: rates first, then ``acceptance``."""
        kinds = (*self._kinds, ACCEPTANCE)
        return tuple(kind for kind in kinds if kind in self._numbers and self._numbers[kind].is_unsure.any())

    def draws(self, n_draws: int, *, seed: int) -> Iterator[SeedingProblem]:
        """Problems with all numbers drawn anew; the first ones are the same however many follow."""
        sources = {
            kind: Source.of(numbers, seed=seed, at=at) for at, (kind, numbers) in enumerate(self._numbers.items(), 1)
        }
        n_numbers = sum(len(numbers.value) for numbers in self._numbers.values())
        n_block = max(1, min(_MOST_AT_ONCE, _NUMBERS_AT_ONCE // max(1, n_numbers)))
        for first in range(0, n_draws, n_block):
            block = {kind: source.draw(n_block) for kind, source in sources.items()}
            for at in range(min(n_block, n_draws - first)):
                yield self._problem({kind: values[:, at] for kind, values in block.items()})

    def at_level(self, kind: str, score: float) -> SeedingProblem:
        """The problem with the level of one kind's numbers at a normal score, and every number as expected then."""
        return self._problem({kind: self._numbers[kind].at_level(score)})

    def _problem(self, values: Mapping[str, FloatArray]) -> SeedingProblem:
        formulation, problem = self._formulation, self._formulation.problem
        acceptance = problem.acceptance
        if ACCEPTANCE in values:
            acceptance = np.where(self._numbers[ACCEPTANCE].is_unsure, values[ACCEPTANCE], acceptance)
        changed: dict[str, Any] = {kind: self._column(kind, values[kind]) for kind in self._kinds if kind in values}
        if not changed:
            return problem.replace(acceptance=acceptance, cost=costs_with(formulation, acceptance))
        scenario = formulation.scenario
        rates = dataclasses.replace(formulation.rates, **changed)
        responses = respond(scenario.document, rates, formulation.audience, scenario.accounts)
        return problem.replace(
            value_if_yes=responses.outside[problem.account],
            acceptance=acceptance,
            coverage=responses.coverage_of(problem.account),
            cost=costs_with(formulation, acceptance),
        )

    def _column(self, kind: str, values: FloatArray) -> RateColumn:
        column = column_of(self._formulation, kind)
        value = column.value.copy()
        is_unsure = self._numbers[kind].is_unsure
        value[self._rows[is_unsure]] = values[is_unsure]
        return dataclasses.replace(column, value=value)
