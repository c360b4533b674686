"""The distribution of a plan's result if only the answers are uncertain, by sampling who says yes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from seeder.analysis.shared_cells import SharedCells, cells_of, merged
from seeder.problem import SeedingProblem
from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.evaluation import as_selection

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_MOST_SAMPLES = 10_000
_FEWEST_SAMPLES = 500
_MOST_DRAWS = 20_000_000
_MOST_CELL_VALUES = 500_000_000
_CHUNK = 1_000_000
_CELLS_AT_ONCE = 2_000
_SAMPLES_AT_ONCE = 128
_LOG_OF_NOBODY = -1000.0
"""Stands for ln 0, which times a no would not be 0; e^−1000 is 0 as a float."""


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Percentiles of sampled values [people, clicks or conversions]."""

    p10: float
    p50: float
    p90: float

    @classmethod
    def of(cls, values: FloatArray) -> Percentiles:
        """Percentiles of some values."""
        return cls(*(float(value) for value in np.quantile(values, (0.1, 0.5, 0.9))))


@dataclass(frozen=True, slots=True)
class Outcome:
    """Distribution of the value over who says yes, and over how unsure the rates are."""

    # p10, p50, p90: percentiles of the value, from samples [people, clicks or conversions].
    p10: float
    p50: float
    p90: float
    nobody: float  # Exact probability that every account asked declines, with acceptances as taken [0–1].
    n_samples: int  # How many draws were made.
    answers_only: Percentiles  # The same percentiles if all rates are what they are taken to be.
    over: tuple[str, ...] = ("answers",)  # What is drawn: answers alone, or answers and rates.
    rates_share: float = 0.0  # Share of the variance that comes from how unsure the rates are [0–1].
    most_draws: int | None = None  # What the draws were limited to for want of time; None if they were not.


def sample_outcome(problem: SeedingProblem, selection: npt.ArrayLike, *, seed: int) -> Outcome:
    """Sample who says yes, each on their own, and evaluate what that brings.

    Given answers y, the value is Σ_o u_o y_o + Σ_g w_g · (1 − Π_o (1 − r_og y_o)), so that its mean over the answers
    is the value of the selection. ``nobody`` is Π_o (1 − q_o), exactly.

    There are 10,000 samples, or fewer where the selection is large, and never under 500: at most 20 million answers
    in all, and at most 500 million evaluations of a cell, a cell counting once for itself and a quarter for each ask
    that moves it. Only cells that several asks move count, and those alike once.

    ``seed``: the same seed gives the same samples.
    """
    return SampledAnswers(problem, as_selection(problem, selection)).outcome(seed=seed)


class SampledAnswers:
    """Draws who says yes, for :func:`sample_outcome`.

    ``n_samples``: how many samples there are to be.
    """

    def __init__(self, problem: SeedingProblem, chosen: IntArray) -> None:
        self._acceptance = problem.acceptance[chosen]
        self._brought = Brought(problem, chosen)
        most = min(_MOST_DRAWS // max(1, len(chosen)), _MOST_CELL_VALUES // max(1, self._brought.size))
        self.n_samples = max(_FEWEST_SAMPLES, min(_MOST_SAMPLES, most))

    def values(self, n_samples: int, *, seed: int) -> FloatArray:
        """Values of so many samples."""
        generator, acceptance = np.random.default_rng(seed), self._acceptance
        return np.concatenate(
            [
                self._brought.by(generator.random((n_chunk, len(acceptance))) < acceptance)
                for n_chunk in draws_in_chunks(n_samples, len(acceptance))
            ]
        )

    def outcome(self, *, seed: int, most_draws: int | None = None) -> Outcome:
        """Their distribution, of at most so many samples where a number is given."""
        n_samples = self.n_samples if most_draws is None else min(self.n_samples, most_draws)
        found = Percentiles.of(self.values(n_samples, seed=seed))
        nobody = math.prod(1.0 - chance for chance in self._acceptance.tolist())
        return Outcome(
            found.p10,
            found.p50,
            found.p90,
            nobody=nobody,
            n_samples=n_samples,
            answers_only=found,
            most_draws=most_draws,
        )


def draws_in_chunks(n_draws: int, n_numbers: int) -> Iterator[int]:
    """How many draws of so many numbers to make at once, until all are made."""
    n_chunk = max(1, _CHUNK // max(1, n_numbers))
    for done in range(0, n_draws, n_chunk):
        yield min(n_chunk, n_draws - done)


class Brought:
    """The value of a plan for given answers y: Σ_o u_o y_o + Σ_g w_g · (1 − Π_o (1 − r_og y_o)).

    A cell that one chosen option moves is a part of what that option's yes brings; cells that the same options move
    by the same chances are one.
    """

    def __init__(self, problem: SeedingProblem, chosen: IntArray) -> None:
        self._if_yes = problem.value_if_yes[chosen].copy()
        self.size = 0
        """How many cells an evaluation looks at, and a quarter of their entries."""
        self._blocks: list[tuple[FloatArray, csr_array]] = []
        if problem.coverage is None or not len(chosen):
            return
        cells = cells_of(problem.coverage, chosen)
        is_alone = cells.n_movers == 1
        alone = cells.start[:-1][is_alone]
        self._if_yes += np.bincount(
            cells.position[alone], weights=cells.weight[is_alone] * cells.chance[alone], minlength=len(chosen)
        )
        several = np.flatnonzero(~is_alone)
        shared = merged(cells.only(several, cells.weight[several]))
        self.size = len(shared.weight) + len(shared.chance) // 4
        self._blocks = list(_blocks(shared, n_chosen=len(chosen)))

    def by(self, says_yes: npt.NDArray[np.bool_]) -> FloatArray:
        """Value of each row of answers, shape (n_samples,); ``says_yes`` has shape (n_samples, n_chosen)."""
        values: FloatArray = says_yes @ self._if_yes
        for first in range(0, len(says_yes) if self._blocks else 0, _SAMPLES_AT_ONCE):
            part = slice(first, first + _SAMPLES_AT_ONCE)
            answers = np.ascontiguousarray(says_yes[part].T, dtype=np.float64)
            for weight, logs in self._blocks:
                moved = logs @ answers
                np.expm1(moved, out=moved)
                moved *= weight[:, None]
                values[part] -= moved.sum(axis=0)
        return values


def _blocks(cells: SharedCells, *, n_chosen: int) -> Iterator[tuple[FloatArray, csr_array]]:
    """Weights, and ln(1 − r) of cells × chosen options, of a few cells at a time: a block stays in the cache."""
    from scipy.sparse import csr_array

    for first in range(0, len(cells.weight), _CELLS_AT_ONCE):
        last = min(first + _CELLS_AT_ONCE, len(cells.weight))
        part = slice(int(cells.start[first]), int(cells.start[last]))
        with np.errstate(divide="ignore"):
            logs = np.maximum(np.log1p(-cells.chance[part]), _LOG_OF_NOBODY)
        start = cells.start[first : last + 1] - cells.start[first]
        yield (cells.weight[first:last], csr_array((logs, cells.position[part], start), shape=(last - first, n_chosen)))
