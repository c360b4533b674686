"""The design matrix of the count model, without writing its rows out.

Coefficients: α, β, effect of unknown followers, κ; then of every platform; then of every (platform, tier).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seeder.errors import ProblemError
from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.rates.counts.counts import REFERENCE_SIZE, CountCovariates, CountModel, CountPrior
from seeder.rates.grouping import sum_by

N_DENSE = 4
"""Coefficients that every handle has a number for: 1, ln F − ln 10,000, whether F is unknown, offset."""


@dataclass(frozen=True, eq=False)
class CountDesign:
    """Rows x of handles in two parts: four numbers, and the pair whose effects count."""

    dense: FloatArray
    """Shape (n, 4)."""
    pair_index: IntArray
    """Shape (n,)."""
    platform: IntArray
    """Codes with effects, rising, shape (n_platforms,)."""
    pair: IntArray
    """Platform and tier codes with effects, shape (n_pairs, 2)."""

    @property
    def is_unknown(self) -> BoolArray:
        """Whether a handle's followers are unknown, shape (n,)."""
        return self.dense[:, 2] > 0

    @property
    def effects(self) -> FloatArray:
        """Which effects a pair has, shape (n_pairs, n_platforms + n_pairs) of zeros and ones."""
        own = np.searchsorted(self.platform, self.pair[:, 0])
        return np.hstack([np.eye(len(self.platform))[own], np.eye(len(self.pair))])

    def take(self, handle: IntArray) -> CountDesign:
        """Rows of some handles."""
        return CountDesign(self.dense[handle], self.pair_index[handle], self.platform, self.pair)

    def mean(self, coefficient: FloatArray) -> FloatArray:
        """x'γ, shape (n,)."""
        of_pair = self.effects @ coefficient[N_DENSE:]
        return self.dense @ coefficient[:N_DENSE] + of_pair[self.pair_index]

    def variance(self, covariance: FloatArray) -> FloatArray:
        """x'Cx, shape (n,)."""
        effects = self.effects
        across = effects @ covariance[N_DENSE:, :N_DENSE]
        own = ((effects @ covariance[N_DENSE:, N_DENSE:]) * effects).sum(axis=1)
        mixed = self.dense @ covariance[:N_DENSE, :N_DENSE] + 2 * across[self.pair_index]
        found: FloatArray = (mixed * self.dense).sum(axis=1) + own[self.pair_index]
        return np.maximum(found, 0.0)

    def project(self, values: FloatArray) -> FloatArray:
        """X'r of numbers of handles, shape (n_coefficients,)."""
        of_pair = sum_by(self.pair_index, values, size=len(self.pair))
        return np.concatenate([values @ self.dense, of_pair @ self.effects])

    def gram(self, weight: FloatArray) -> FloatArray:
        """X' diag(w) X, shape (n_coefficients, n_coefficients)."""
        effects, n_pairs = self.effects, len(self.pair)
        weighted = self.dense * weight[:, None]
        across = np.stack([sum_by(self.pair_index, column, size=n_pairs) for column in weighted.T])
        of_pair = sum_by(self.pair_index, weight, size=n_pairs)
        mixed = across @ effects
        return np.block([[weighted.T @ self.dense, mixed], [mixed.T, (effects.T * of_pair) @ effects]])


def design_for(covariates: CountCovariates, model: CountModel | None = None) -> CountDesign:
    """Lay out handles by the codes that a model has effects for; without one, by all codes that occur."""
    key = np.stack([covariates.platform, covariates.tier], axis=1)
    if model is None:
        pair, pair_index = _distinct(key)
        platform = np.unique(pair[:, 0])
    else:
        platform, pair = model.platform, model.pair
        joined, position = _distinct(np.concatenate([pair, key]))
        if len(joined) > len(pair):
            known = {tuple(row) for row in pair.tolist()}
            strange = next(tuple(row) for row in joined.tolist() if tuple(row) not in known)
            raise ProblemError(f"platform, tier: {strange} was not among the codes that the model was fitted with")
        pair_index = position[len(pair) :]
    unknown = np.isnan(covariates.log_size)
    size = np.where(unknown, 0.0, covariates.log_size - math.log(REFERENCE_SIZE))
    dense = np.column_stack([np.ones(len(size)), size, unknown, covariates.offset])
    return CountDesign(dense, pair_index, platform, pair)


def prior_coefficients(design: CountDesign, prior: CountPrior) -> tuple[FloatArray, FloatArray]:
    """Means and standard deviations of the coefficients before any post."""
    pairs = [prior.alpha, prior.beta, prior.unknown, prior.signal]
    n_platforms, n_pairs = len(design.platform), len(design.pair)
    mean = np.array([mean for mean, _ in pairs] + [0.0] * (n_platforms + n_pairs))
    deviation = [sd for _, sd in pairs] + [prior.platform_sd] * n_platforms + [prior.tier_sd] * n_pairs
    return mean, np.array(deviation)


def _distinct(key: IntArray) -> tuple[IntArray, IntArray]:
    """Distinct rows of two columns in rising order, and which of them each row is."""
    first, first_index = np.unique(key[:, 0], return_inverse=True)
    second, second_index = np.unique(key[:, 1], return_inverse=True)
    joined, index = np.unique(first_index * max(len(second), 1) + second_index, return_inverse=True)
    if len(key) == 0:
        return np.zeros((0, 2), dtype=np.int64), index.astype(np.int64)
    return np.column_stack([first[joined // len(second)], second[joined % len(second)]]), index.astype(np.int64)
