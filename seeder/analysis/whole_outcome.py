"""The distribution of a plan's result when both the answers and the rates are uncertain."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from seeder.analysis.drawn_values import DrawnValues
from seeder.analysis.outcomes import Outcome, Percentiles, draws_in_chunks, sample_outcome
from seeder.analysis.resting import ACCEPTANCE, column_of
from seeder.formulation import Formulation, Origin
from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.evaluation import as_selection
from seeder.rates.drawing import DrawnNumbers, numbers_to_draw

_MOST_DRAWS, _FEWEST_DRAWS = 10_000, 500
_MOST_NUMBERS = 20_000_000
_MOST_CELL_VALUES = 100_000_000
_DRAWS_OF_MEANS = 2_000
"""So many draws divide the variance between answers and rates."""


class _Source(NamedTuple):
    """Numbers of one kind, and where their draws come from."""

    numbers: DrawnNumbers
    level: np.random.Generator
    own: np.random.Generator

    def draw(self, n_draws: int) -> FloatArray:
        """Values, shape (n_numbers, n_draws)."""
        n_unsure = int(self.numbers.is_unsure.sum())
        if not n_unsure:
            return np.repeat(self.numbers.value[:, None], n_draws, axis=1)
        level = self.level.standard_normal(n_draws)
        return self.numbers.draw(level, self.own.standard_normal((n_unsure, n_draws)))


def outcome_of(formulation: Formulation, selection: IntArray, *, seed: int) -> Outcome:
    """Sample what a selection brings, over who says yes and over the numbers that are not given.

    Each draw takes every number anew from what is known of it (:mod:`seeder.rates.drawing`), then answers by the
    acceptances drawn, and evaluates what they bring. Over all draws, the variance is

        Var(value) = Var(E[value | rates]) + E[Var(value | rates)]

    and ``rates_share`` is the first part of it: how much would be gone if all rates were known, on average.

    There are 10,000 draws, or fewer where the selection is large, and never under 500: at most 20 million numbers in
    all, and at most 100 million chances of a handle in a cell. ``seed``: the same seed gives the same draws; the same
    answers are drawn where nothing is unsure.
    """
    chosen = as_selection(formulation.problem, selection)
    of_answers = sample_outcome(formulation.problem, chosen, seed=seed)
    if not len(chosen):
        return of_answers
    values = DrawnValues(formulation, chosen)
    acceptance, *rates = _sources(formulation, chosen, values, seed=seed)
    if not any(source.numbers.is_unsure.any() for source in (acceptance, *rates)):
        return of_answers
    n_numbers = len(chosen) + len(values.rows) * len(rates)
    n_draws = min(_MOST_DRAWS, _MOST_NUMBERS // n_numbers, _MOST_CELL_VALUES // max(1, values.n_entries))
    n_draws = max(_FEWEST_DRAWS, n_draws)
    answers = np.random.default_rng(seed)
    drawn, means = [], []
    n_means = _DRAWS_OF_MEANS
    for n_chunk in draws_in_chunks(n_draws, n_numbers):
        chance, rate = acceptance.draw(n_chunk), [source.draw(n_chunk) for source in rates]
        says_yes = chance > answers.random((n_chunk, len(chosen))).T
        drawn.append(values.by(np.ascontiguousarray(says_yes, dtype=np.float64), rate))
        if n_means > 0:
            means.append(values.by(chance[:, :n_means], [part[:, :n_means] for part in rate]))
            n_means -= len(means[-1])
    value, mean = np.concatenate(drawn), np.concatenate(means)
    by_rates, by_answers = float(np.var(mean)), float(np.mean((value[: len(mean)] - mean) ** 2))
    total = by_rates + by_answers
    found = Percentiles.of(value)
    return replace(
        of_answers,
        p10=found.p10,
        p50=found.p50,
        p90=found.p90,
        over=("answers", "rates"),
        rates_share=by_rates / total if total > 0 else 0.0,
        n_samples=n_draws,
    )


def _sources(formulation: Formulation, chosen: IntArray, values: DrawnValues, *, seed: int) -> list[_Source]:
    """Acceptances of the chosen options, then the rates of their handles, kind by kind."""
    numbers = [_acceptances(formulation, chosen)]
    for kind in values.kinds:
        column = column_of(formulation, kind)
        numbers.append(numbers_to_draw(column, kind, values.rows, value=column.value[values.rows]))
    return [
        _Source(one, np.random.default_rng([seed, at, 0]), np.random.default_rng([seed, at, 1]))
        for at, one in enumerate(numbers, start=1)
    ]


def _acceptances(formulation: Formulation, chosen: IntArray) -> DrawnNumbers:
    """Acceptances as the options have them: what the approach or an override states is known."""
    origin = formulation.acceptance_origin[chosen]
    is_fixed = (origin == Origin.APPROACH) | (origin == Origin.OVERRIDE)
    account, approach = formulation.problem.account[chosen], formulation.approach[chosen]
    parts = []
    order = np.argsort(approach, kind="stable")
    for position in np.unique(approach).tolist():
        own = order[approach[order] == position]
        parts.append(
            numbers_to_draw(
                formulation.rates.acceptance[position],
                ACCEPTANCE,
                account[own],
                value=formulation.problem.acceptance[chosen[own]],
                is_fixed=is_fixed[own],
            )
        )
    return DrawnNumbers.of_parts(parts, order)
