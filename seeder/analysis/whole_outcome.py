"""The distribution of a plan's result when both the answers and the rates are uncertain."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from seeder.analysis.drawn_values import DrawnValues
from seeder.analysis.outcomes import Outcome, Percentiles, SampledAnswers, draws_in_chunks
from seeder.analysis.unsure_numbers import Source, acceptances_to_draw, rates_to_draw
from seeder.formulation import Formulation
from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.evaluation import as_selection
from seeder.rates.drawing import DrawnNumbers

_MOST_DRAWS, _FEWEST_DRAWS = 10_000, 500
_MOST_NUMBERS = 20_000_000
_MOST_CELL_VALUES = 100_000_000
_FEWEST_IN_TIME, _TRIED = 100, 50
"""Where time is short there are at least so many draws; their number is a multiple of those that are timed first."""
_MORE, _PART_TRIED = 4, 0.25
"""So many times as many draws are timed next, if they take at most this share of the time that is left."""
_DRAWS_OF_MEANS = 2_000
"""So many draws divide the variance between answers and rates."""


def outcome_of(
    formulation: Formulation,
    selection: IntArray,
    *,
    seed: int,
    most_draws: int | None = None,
    seconds: float | None = None,
) -> Outcome:
    """Sample what a selection brings, over who says yes and over the numbers that are not given.

    Each draw takes every number anew from what is known of it (:mod:`seeder.rates.drawing`), then answers by the
    acceptances drawn, and evaluates what they bring. Over all draws, the variance is

        Var(value) = Var(E[value | rates]) + E[Var(value | rates)]

    and ``rates_share`` is the first part of it: how much would be gone if all rates were known, on average.

    There are 10,000 draws, or fewer where the selection is large, and never under 500: at most 20 million numbers in
    all, and at most 100 million chances of a handle in a cell. ``seed``: the same seed gives the same draws; the same
    answers are drawn where nothing is unsure.

    ``most_draws``: make no more draws than this. ``seconds``: if all draws would take longer, no more are made than fit
    into this time, by what a few take, but at least 100. The result says what they were limited to.
    """
    chosen = as_selection(formulation.problem, selection)
    answers = SampledAnswers(formulation.problem, chosen)
    if not len(chosen):
        return answers.outcome(seed=seed)
    drawing = _Drawing(formulation, chosen, seed=seed)
    most = max(answers.n_samples, drawing.n_draws if drawing.is_unsure else 0)
    if seconds is not None:
        most_draws = _draws_in(seconds, answers, drawing, most)
    if most_draws is not None and most_draws >= most:
        most_draws = None
    of_answers = answers.outcome(seed=seed, most_draws=most_draws)
    if not drawing.is_unsure:
        return of_answers
    n_draws = drawing.n_draws if most_draws is None else min(drawing.n_draws, most_draws)
    value, mean = drawing.values(n_draws)
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


class _Drawing:
    """Draws of answers and rates, and what they bring.

    ``n_draws``: how many draws there are to be. ``is_unsure``: whether any number is.
    """

    def __init__(self, formulation: Formulation, chosen: IntArray, *, seed: int) -> None:
        self._seed = seed
        self._drawn = DrawnValues(formulation, chosen)
        self._numbers = _numbers(formulation, chosen, self._drawn)
        self.is_unsure = any(numbers.is_unsure.any() for numbers in self._numbers)
        self._n_chosen = len(chosen)
        self._n_numbers = len(chosen) + len(self._drawn.rows) * (len(self._numbers) - 1)
        most = min(_MOST_NUMBERS // self._n_numbers, _MOST_CELL_VALUES // max(1, self._drawn.n_entries))
        self.n_draws = max(_FEWEST_DRAWS, min(_MOST_DRAWS, most))

    def values(self, n_draws: int) -> tuple[FloatArray, FloatArray]:
        """Value of so many draws, and the mean over the answers of the first of them."""
        acceptance, *rates = [Source.of(one, seed=self._seed, at=at) for at, one in enumerate(self._numbers, start=1)]
        answers = np.random.default_rng(self._seed)
        drawn, means = [], []
        n_means = _DRAWS_OF_MEANS
        for n_chunk in draws_in_chunks(n_draws, self._n_numbers):
            chance, rate = acceptance.draw(n_chunk), [source.draw(n_chunk) for source in rates]
            says_yes = chance > answers.random((n_chunk, self._n_chosen)).T
            drawn.append(self._drawn.by(np.ascontiguousarray(says_yes, dtype=np.float64), rate))
            if n_means > 0:
                means.append(self._drawn.by(chance[:, :n_means], [part[:, :n_means] for part in rate]))
                n_means -= len(means[-1])
        return np.concatenate(drawn), np.concatenate(means)


def _draws_in(seconds: float, answers: SampledAnswers, drawing: _Drawing, most: int) -> int:
    """How many of the draws can be made in some time.

    The more draws are tried, the less it matters what they cost together: so many are tried as a part of the time
    allows.
    """
    end = time.perf_counter() + seconds
    n_tried = _TRIED
    while True:
        began = time.perf_counter()
        answers.values(n_tried, seed=0)
        if drawing.is_unsure:
            drawing.values(n_tried)
        now = time.perf_counter()
        took, left = now - began, max(0.0, end - now)
        if took * most <= left * n_tried:
            return most
        if _MORE * took > _PART_TRIED * left:
            return max(_FEWEST_IN_TIME, int(n_tried * left / took) // _TRIED * _TRIED)
        n_tried *= _MORE


def _numbers(formulation: Formulation, chosen: IntArray, values: DrawnValues) -> list[DrawnNumbers]:
    """Acceptances of the chosen options, then the rates of their handles, kind by kind."""
    rates = [rates_to_draw(formulation, kind, values.rows) for kind in values.kinds]
    return [acceptances_to_draw(formulation, chosen), *rates]
