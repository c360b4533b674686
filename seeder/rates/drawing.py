"""Draw random values of the uncertain rates of a plan; rates of one kind partly vary together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeVar

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.rates.column import RateColumn
from seeder.rates.posterior import PROBABILITIES

_SHARED = {"clicks": 0.5**2 / 0.93**2, "view": 0.5, "conversion": 0.5, "acceptance": 0.5}
"""Kind of number → share of a default's variance that all defaults of the kind have in common, as it is of their
level: of clicks as their spread was put together, the others assumed."""

_FAR = 9.0
"""Normal score that no draw exceeds."""
_LEAST = 1e-300
_STRAIGHT = 1e-12
"""A number whose ln is linear in the score up to this is log-normal."""
_N_POINTS = 40
"""So many points of Gauss and Hermite make an expected value."""

AnyArray = TypeVar("AnyArray", FloatArray, BoolArray)


@dataclass(frozen=True, eq=False)
class DrawnNumbers:
    """Numbers of one kind, and what is known of each."""

    value: FloatArray  # What each is taken to be, shape (n,).
    is_unsure: BoolArray  # Which of them are more than a point.
    node: FloatArray  # Normal scores, rising, shape (n_nodes,).
    log_quantile: FloatArray  # Ln of each number at the nodes, shape (n, n_nodes).
    share_in_common: FloatArray  # ρ of each [0–1], shape (n,).
    upper: float  # None of them is above this.

    def draw(self, level: FloatArray, own: FloatArray) -> FloatArray:
        """Values, shape (n, n_draws).

        The normal score of a number is √ρ · level + √(1 − ρ) · own; its value is the quantile at that score.

        ``level``: standard normal, shape (n_draws,). ``own``: standard normal, shape (n_unsure, n_draws).
        """
        drawn = np.repeat(self.value[:, None], len(level), axis=1)
        for at, position in enumerate(np.flatnonzero(self.is_unsure).tolist()):
            share, log = float(self.share_in_common[position]), self.log_quantile[position]
            score = math.sqrt(share) * level + math.sqrt(1.0 - share) * own[at]
            slope = (log[-1] - log[0]) / (2.0 * _FAR)
            if np.abs(log[0] + slope * (self.node + _FAR) - log).max() < _STRAIGHT:
                score *= slope
                score += 0.5 * (log[0] + log[-1])
            else:
                score = np.interp(score, self.node, log)
            np.minimum(np.exp(score, out=score), self.upper, out=drawn[position])
        return drawn

    def at_level(self, score: float) -> FloatArray:
        """Expected values if the level of all has a normal score, shape (n,)."""
        node, weight = np.polynomial.hermite_e.hermegauss(_N_POINTS)
        own = np.tile(node, (int(self.is_unsure.sum()), 1))
        mean: FloatArray = self.draw(np.full(_N_POINTS, score), own) @ (weight / weight.sum())
        return np.where(self.is_unsure, mean, self.value)

    @classmethod
    def of_parts(cls, parts: Sequence[DrawnNumbers], order: IntArray) -> DrawnNumbers:
        """Numbers of one kind from several columns; ``order``: where each of them goes, part after part."""
        place = np.argsort(order)

        def whole(arrays: list[AnyArray]) -> AnyArray:
            joined: AnyArray = np.concatenate(arrays)[place]
            return joined

        return cls(
            value=whole([part.value for part in parts]),
            is_unsure=whole([part.is_unsure for part in parts]),
            node=parts[0].node,
            log_quantile=whole([part.log_quantile for part in parts]),
            share_in_common=whole([part.share_in_common for part in parts]),
            upper=parts[0].upper,
        )


def numbers_to_draw(
    column: RateColumn, kind: str, rows: IntArray, *, value: FloatArray, is_fixed: BoolArray | None = None
) -> DrawnNumbers:
    """Some numbers of a column, to be drawn from what is known of them.

    Numbers of one kind have ρ = 1 / (1 / ρ₀ + n) of their variance in common, where ρ₀ is that share for defaults alone
    and n how many numbers' worth of evidence there is (the sum of its weights): every number that is known from
    evidence tells of the level of all.

    ``rows``: positions in the column. ``value``: what they are taken to be, shape of ``rows``; a number that is not
    known counts as 0. ``is_fixed``: which of them are not the column's, and known.
    """
    quantile = column.posterior.quantile[rows]
    is_unsure = quantile[:, 0] < quantile[:, -1]
    if is_fixed is not None:
        is_unsure &= ~is_fixed
    node = np.array([NormalDist().inv_cdf(probability) for probability in PROBABILITIES])
    logs = np.log(np.maximum(np.nan_to_num(quantile), _LEAST))
    # Beyond the last nodes, on as between the last two.
    below = logs[:, 0] + (logs[:, 1] - logs[:, 0]) * (-_FAR - node[0]) / (node[1] - node[0])
    above = logs[:, -1] + (logs[:, -1] - logs[:, -2]) * (_FAR - node[-1]) / (node[-1] - node[-2])
    in_common = 1.0 / (1.0 / _SHARED[kind] + float(column.weight.sum()))
    return DrawnNumbers(
        value=np.nan_to_num(value),
        is_unsure=is_unsure,
        node=np.concatenate(([-_FAR], node, [_FAR])),
        log_quantile=np.column_stack([below, logs, above]),
        share_in_common=np.full(len(rows), in_common),
        upper=math.inf if kind == "clicks" else 1.0,
    )
