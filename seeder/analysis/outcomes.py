"""What a selection may bring, over who says yes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seeder.problem import SeedingProblem
from seeder.problem.arrays import FloatArray
from seeder.problem.evaluation import as_selection

_MOST_SAMPLES = 10_000
_FEWEST_SAMPLES = 500
_MOST_DRAWS = 20_000_000
_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """Distribution of the value over answers.

    Parameters
    ----------
    p10, p50, p90
        Percentiles of the value given the answers, from samples [people, clicks or conversions].
    nobody
        Exact probability that every account asked declines [0–1].
    n_samples
        How many answers were sampled.
    """

    p10: float
    p50: float
    p90: float
    nobody: float
    n_samples: int


def sample_outcome(problem: SeedingProblem, selection: npt.ArrayLike, *, seed: int) -> Outcome:
    """Sample who says yes, each on their own, and evaluate what that brings.

    Given answers y, the value is Σ_o u_o y_o + Σ_g w_g · (1 − Π_o (1 − r_og y_o)), so that its mean over the answers
    is the value of the selection. ``nobody`` is Π_o (1 − q_o), exactly.

    Parameters
    ----------
    seed
        The same seed gives the same samples; the number of samples follows from the size of the selection alone.
    """
    chosen = as_selection(problem, selection)
    acceptance = problem.acceptance[chosen]
    n_samples = min(_MOST_SAMPLES, max(_FEWEST_SAMPLES, _MOST_DRAWS // max(1, len(chosen))))
    generator = np.random.default_rng(seed)
    n_chunk = max(1, _CHUNK // max(1, len(chosen)))
    values = np.concatenate(
        [
            _values(problem, chosen, generator.random((min(n_chunk, n_samples - done), len(chosen))) < acceptance)
            for done in range(0, n_samples, n_chunk)
        ]
    )
    p10, p50, p90 = (float(value) for value in np.quantile(values, (0.1, 0.5, 0.9)))
    nobody = math.prod(1.0 - chance for chance in acceptance.tolist())
    return Outcome(p10=p10, p50=p50, p90=p90, nobody=nobody, n_samples=n_samples)


def _values(problem: SeedingProblem, chosen: npt.NDArray[np.int64], says_yes: npt.NDArray[np.bool_]) -> FloatArray:
    """Value of each row of answers, shape (n_samples,)."""
    values: FloatArray = says_yes @ problem.value_if_yes[chosen]
    coverage = problem.coverage
    if coverage is None:
        return values
    entries, owner = coverage.entries_of(chosen)
    with np.errstate(divide="ignore"):
        logs = np.log1p(-coverage.chance[entries])
    for row, answers in enumerate(says_yes):
        own = answers[owner]
        total = np.bincount(coverage.cell[entries[own]], weights=logs[own], minlength=coverage.n_cells)
        values[row] += float(-coverage.weight @ np.expm1(total))
    return values
