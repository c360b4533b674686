"""Posterior distributions of many rates, kept as quantiles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.errors import ProblemError
from seeder.problem.arrays import FloatArray

PROBABILITIES = (0.005, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 0.995)
"""At which each distribution's quantiles are kept."""

_LEAST = 1e-300


@dataclass(frozen=True, eq=False)
class Posterior:
    """Distributions of n rates: quantiles at ``PROBABILITIES``, and between them ln rate linear in the normal score."""

    quantile: FloatArray
    """Shape (n, 9), rising along a row, 0 or more, in the rates' unit. A row of one number is a rate that is known; a
    row of NaN, one of which nothing is."""

    def __post_init__(self) -> None:
        quantile = np.asarray(self.quantile, dtype=np.float64)
        object.__setattr__(self, "quantile", quantile)
        if quantile.ndim != 2 or quantile.shape[1] != len(PROBABILITIES):
            raise ProblemError(f"quantile: expected shape (n, {len(PROBABILITIES)}), found {quantile.shape}")
        unknown = np.isnan(quantile)
        if (unknown.any(axis=1) != unknown.all(axis=1)).any():
            raise ProblemError("quantile: a row is NaN in part")
        known = quantile[~unknown.any(axis=1)]
        if (known < 0).any() or (np.diff(known, axis=1) < 0).any() or np.isinf(known).any():
            raise ProblemError("quantile: expected finite numbers of 0 or more that rise along every row")

    @classmethod
    def known(cls, value: FloatArray) -> Posterior:
        """Rates that are as given, shape (n,)."""
        return cls(np.repeat(np.asarray(value, dtype=np.float64)[:, None], len(PROBABILITIES), axis=1))

    def __len__(self) -> int:
        return len(self.quantile)

    @property
    def median(self) -> FloatArray:
        """Shape (n,)."""
        return self.quantile[:, PROBABILITIES.index(0.5)]

    def interval(self, level: float = 0.8) -> tuple[FloatArray, FloatArray]:
        """Equal-tailed interval that holds each rate with probability ``level``: low and high, shape (n,) each."""
        if not 0 < level < 1:
            raise ProblemError(f"level: expected a probability between 0 and 1, found {level}")
        return self.at(np.array([0.5 - level / 2]))[:, 0], self.at(np.array([0.5 + level / 2]))[:, 0]

    def at(self, probability: FloatArray) -> FloatArray:
        """Quantiles of every rate, shape (n, len(probability))."""
        from scipy.special import ndtri

        return np.column_stack(
            [self._at_scores(np.full(len(self), score)) for score in ndtri(np.asarray(probability, dtype=np.float64))]
        ).reshape(len(self), -1)

    def draw(self, generator: np.random.Generator) -> FloatArray:
        """One draw of every rate, independent of each other, shape (n,)."""
        return self._at_scores(generator.standard_normal(len(self)))

    def _at_scores(self, score: FloatArray) -> FloatArray:
        """The quantile of each rate at a normal score of its own; beyond the last nodes, on as between the last two."""
        from scipy.special import ndtri

        node = ndtri(np.array(PROBABILITIES))
        piece = np.clip(np.searchsorted(node, score) - 1, 0, len(node) - 2)
        row = np.arange(len(self))
        low, high = self.quantile[row, piece], self.quantile[row, piece + 1]
        share = (score - node[piece]) / (node[piece + 1] - node[piece])
        log_low, log_high = np.log(np.maximum(low, _LEAST)), np.log(np.maximum(high, _LEAST))
        with np.errstate(invalid="ignore"):
            found: FloatArray = np.where(low == high, low, np.exp(log_low + share * (log_high - log_low)))
        return found
