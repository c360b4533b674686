"""Counts per post of every handle: observations, prior and posterior.

The model is a hierarchical Poisson–log-normal. Of post j of handle i, with exposure E,

    y_ij ~ Poisson(E_ij · exp(θ_i + s_ij·δ + v_ij)),   v_ij ~ N(−σ_v²/2, σ_v²)
    θ_i  ~ N(μ_i − σ_u²/2, σ_u²)
    μ_i  = α + β·(ln F_i − ln 10,000) + platform effect + (platform, tier) effect + κ·offset_i

so exp(θ_i) is the expected count per unit of exposure, and exp(μ_i) the expected count of a handle about which nothing
is known but its followers F, platform and tier. s marks sponsored posts.

It is preferred to Gamma–Poisson because spreads between accounts (0.8) and between posts of one account (0.5 or more)
are measured in ln and add there; because a gamma of that spread has far more mass near zero and far less far above than
posts have; and because it is the posts, not only the accounts, that vary: a conjugate gamma would take every click of
one lucky post as evidence of its own and leave intervals too narrow.

Mean or median: the default curve 0.030 · F^0.845 was fitted in ln, to means of many posts by size of account; it is
taken for the expected count. So a handle without any evidence keeps the default as its mean, and its median lies below.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from seeder.errors import ProblemError
from seeder.problem.arrays import BoolArray, FloatArray, IntArray, frozen_floats, frozen_positions, require_range
from seeder.rates.grouping import sum_by
from seeder.rates.posterior import Posterior

REFERENCE_SIZE = 10_000.0
"""Followers at which the curve's level α is stated."""

Normal = tuple[float, float]
"""Mean and standard deviation."""


@dataclass(frozen=True, eq=False)
class PostCounts:
    """What posts brought: clicks, or impressions, of each."""

    row: IntArray
    """Handle of each post, shape (n_posts,), 0 … n_handles − 1."""
    count: FloatArray
    """What was counted, shape (n_posts,), 0 or more; a fraction y + f counts as 1 − f posts with y and f with y + 1."""
    n_handles: int
    """How many handles there are, with and without posts."""
    exposure: FloatArray = field(default_factory=lambda: np.zeros(0))
    """What the count is in proportion to, shape (n_posts,), above 0; default 1, a post."""
    weight: FloatArray = field(default_factory=lambda: np.zeros(0))
    """Power of the post's likelihood, shape (n_posts,) [0–1]; default 1. Older posts count for less."""
    is_sponsored: BoolArray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    """Shape (n_posts,); default False."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "row", frozen_positions("row", self.row, size=self.n_handles))
        for name, missing in (("count", None), ("exposure", 1.0), ("weight", 1.0)):
            values = getattr(self, name)
            if missing is not None and len(values) == 0:
                values = np.full(len(self.row), missing)
            object.__setattr__(self, name, frozen_floats(name, values))
        sponsored = np.array(self.is_sponsored, dtype=bool)
        if sponsored.size == 0:
            sponsored = np.zeros(len(self.row), dtype=bool)
        sponsored.setflags(write=False)
        object.__setattr__(self, "is_sponsored", sponsored)
        for name in ("count", "exposure", "weight", "is_sponsored"):
            if getattr(self, name).shape != self.row.shape:
                raise ProblemError(f"{name}: expected {len(self.row)} posts, found {getattr(self, name).shape}")
        require_range("count", self.count, low=0.0, high=1e15)
        require_range("exposure", self.exposure, low=1e-12, high=1e15)
        require_range("weight", self.weight, low=0.0, high=1.0)

    @property
    def n_posts(self) -> int:
        """How many posts there are."""
        return len(self.row)

    def subset(self, kept: BoolArray) -> PostCounts:
        """Posts of a mask, shape (n_posts,), among the same handles."""
        return PostCounts(
            row=self.row[kept],
            count=self.count[kept],
            n_handles=self.n_handles,
            exposure=self.exposure[kept],
            weight=self.weight[kept],
            is_sponsored=self.is_sponsored[kept],
        )

    def per_handle(self, values: FloatArray) -> FloatArray:
        """Sum numbers of posts by handle, shape (n_handles,)."""
        return sum_by(self.row, values, size=self.n_handles)


@dataclass(frozen=True, eq=False)
class CountCovariates:
    """What is known of every handle before its posts."""

    log_size: FloatArray
    """ln followers, shape (n_handles,); NaN where unknown. No followers (−inf) are read as one."""
    platform: IntArray
    tier: IntArray
    """Codes of platform and tier, shape (n_handles,); any whole numbers."""
    offset: FloatArray = field(default_factory=lambda: np.zeros(0))
    """Added to the mean of θ, in ln, shape (n_handles,); default 0. Signals beside followers enter here."""

    def __post_init__(self) -> None:
        size = np.array(self.log_size, dtype=np.float64)
        if size.ndim != 1 or (size == np.inf).any():
            raise ProblemError("log_size: expected one number below infinity a handle")
        offset = np.zeros(len(size)) if len(self.offset) == 0 else self.offset
        object.__setattr__(self, "log_size", np.maximum(size, 0.0))
        object.__setattr__(self, "offset", frozen_floats("offset", offset))
        for name in ("platform", "tier"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.int64))
        for name in ("platform", "tier", "offset"):
            if getattr(self, name).shape != size.shape:
                raise ProblemError(f"{name}: expected {len(size)} handles, found {getattr(self, name).shape}")
        require_range("offset", self.offset, low=-50.0, high=50.0)

    @classmethod
    def alike(cls, n_handles: int) -> CountCovariates:
        """Handles of which nothing is known that would tell them apart: of the reference size, on one platform."""
        code = np.zeros(n_handles, dtype=np.int64)
        return cls(np.full(n_handles, math.log(REFERENCE_SIZE)), code, code)

    @property
    def n_handles(self) -> int:
        """How many handles there are."""
        return len(self.log_size)


@dataclass(frozen=True, slots=True)
class CountPrior:
    """What is assumed before any post, each a mean and a standard deviation where it is a pair."""

    alpha: Normal = (math.log(0.030 * REFERENCE_SIZE**0.845), 0.5)
    """ln of the expected count at 10,000 followers. Default: ln(0.030 · 10,000^0.845) (QW Consulting 2011); the
    standard deviation is assumed. Its tails are heavier than a normal's (see
    :mod:`seeder.rates.counts.count_fitting`)."""
    beta: Normal = (0.845, 0.1)
    """Power of followers. Default 0.845 (the same fit), standard deviation assumed."""
    ln_sigma_u: Normal = (math.log(0.79), 0.5)
    """ln of the spread between handles [ln]. Default 0.79 (the same fit's residuals), standard deviation assumed."""
    ln_sigma_v: Normal = (math.log(0.5), 0.35)
    """ln of the spread between posts of one handle [ln]. Default 0.5 (view ratios of the same accounts months apart:
    0.51–0.57), standard deviation assumed: smaller than that of ``ln_sigma_u``, so that few accounts with one post
    each, far from the curve, count as accounts that differ rather than as luck."""
    platform_sd: float = 0.3
    tier_sd: float = 0.3
    """Spread of the effects of platforms, and of tiers within a platform [ln]; assumed."""
    sponsored: Normal = (0.0, 0.3)
    """δ [ln]; assumed."""
    signal: Normal = (1.0, 0.25)
    """κ; 1 takes offsets as they are."""
    unknown: Normal = (0.0, 1.0)
    """Effect of unknown followers beside 10,000 [ln]; assumed."""
    ln_sigma_unknown: Normal = (math.log(1.8), 0.5)
    """ln of the spread between handles whose followers are unknown [ln]: sizes differ by about 2 in ln. Assumed."""

    def __post_init__(self) -> None:
        for name in ("alpha", "beta", "ln_sigma_u", "ln_sigma_v", "sponsored", "signal", "unknown", "ln_sigma_unknown"):
            mean, deviation = getattr(self, name)
            if not (math.isfinite(mean) and math.isfinite(deviation) and deviation > 0):
                raise ProblemError(f"{name}: expected a finite mean and a standard deviation over 0")
        if not (self.platform_sd > 0 and self.tier_sd > 0):
            raise ProblemError("platform_sd, tier_sd: expected numbers over 0")


@dataclass(frozen=True, eq=False)
class CountModel:
    """Hyperparameters as fitted, and how unsure the curve is."""

    coefficient: FloatArray
    """α, β, effect of unknown followers, κ, then effects of platforms, then of (platform, tier) pairs."""
    covariance: FloatArray
    """Of the coefficients: inverse of the exact second derivative of the log posterior at its mode."""
    platform: IntArray
    """Codes of the platforms that have effects, rising."""
    pair: IntArray
    """Platform and tier codes of the pairs that have effects, shape (n_pairs, 2), in rising order."""
    sigma_u: float
    sigma_unknown: float
    """Spread between handles with known and with unknown followers [ln]."""
    sigma_v: float
    """Spread between posts of one handle [ln]."""
    sponsored: float
    """δ [ln]."""
    n_accounts: int
    n_posts: int
    """Handles and posts that the fit saw."""


@dataclass(frozen=True, eq=False)
class CountEstimate:
    """What is known of the expected count per unit of exposure, exp(θ), of every handle."""

    mean: FloatArray
    """Posterior mean of exp(θ), shape (n_handles,)."""
    log_mean: FloatArray
    log_sd: FloatArray
    """Posterior mean and standard deviation of θ, shape (n_handles,)."""
    posterior: Posterior
    """Distribution of exp(θ)."""
    weight: FloatArray
    """1 − posterior variance / prior variance of θ: the share of the handle's own evidence, shape (n_handles,)
    [0–1]."""
    curve: FloatArray
    """exp(μ): what is expected without the handle's own posts, shape (n_handles,)."""
    n_posts: IntArray
    """Posts of weight over 0, shape (n_handles,)."""
    total: FloatArray
    """Their counts summed, shape (n_handles,)."""
