"""Rates that posts measure: clicks and views of every handle, conversions per click, click-through."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.rates.column import Pool
from seeder.rates.counts.count_estimation import estimate_counts
from seeder.rates.counts.count_fitting import fit_counts
from seeder.rates.counts.counts import REFERENCE_SIZE, CountCovariates, CountModel, CountPrior, PostCounts
from seeder.rates.grouping import sum_by
from seeder.rates.posterior import Posterior
from seeder.rates.share_slope import sloped_shares
from seeder.rates.shares import ShareEstimate, pool_shares, trials_of
from seeder.scenario.evidence.evidence import Evidence
from seeder.scenario.evidence.posts import Posts
from seeder.scenario.platforms import canonical_platform

VIEW_PRIOR = CountPrior(
    alpha=(0.0, 0.5),
    beta=(0.0, 0.1),
    ln_sigma_u=(math.log(0.6), 0.5),
    ln_sigma_v=(math.log(0.54), 0.35),
    signal=(1.0, 1e-6),
)
"""Of views beside the default share of followers, which enters as an offset. Views of the same accounts months apart
differ by 0.51–0.57 in ln; the spread between accounts is assumed."""

_USUAL_CLICK_THROUGH = 0.01
"""Clicks per impression where neither followers nor defaults say anything; assumed."""
_EDGE = 1e-9

_ONE_VIEW = 1.0
"""Followers that a handle without any is taken to have, so that its default has a logarithm."""


@dataclass(frozen=True, eq=False)
class Handles:
    """What rates of handles go by."""

    followers: FloatArray
    """NaN where not known, shape (n_handles,) [people]."""
    platform: IntArray
    tier: IntArray
    """Codes of platform and tier, shape (n_handles,)."""

    @classmethod
    def of(cls, followers: FloatArray, platform: tuple[str, ...], cut_offs: tuple[tuple[str, int], ...]) -> Handles:
        """Handles by followers, platform and the cut-offs of tiers; unknown followers are a tier of their own."""
        names = [canonical_platform(name) for name in platform]
        code = {name: position for position, name in enumerate(sorted(set(names)))}
        edges = np.array([edge for _, edge in cut_offs], dtype=np.float64)
        tier = np.where(np.isnan(followers), -1, np.searchsorted(edges, np.nan_to_num(followers), side="right"))
        return cls(followers, np.array([code[name] for name in names], dtype=np.int64), tier.astype(np.int64))

    @property
    def log_size(self) -> FloatArray:
        """Ln followers, NaN where not known, shape (n_handles,)."""
        return np.log(np.maximum(self.followers, 1.0))

    @property
    def levels(self) -> list[IntArray]:
        """Groups from outer to inner: platform, and tier on a platform."""
        pair = self.platform * (int(self.tier.max(initial=0)) + 2) + self.tier + 1
        return [self.platform, pair]


@dataclass(frozen=True, eq=False)
class Measured:
    """Rates of all handles from the evidence on some."""

    value: FloatArray
    """Expected value, shape (n_handles,)."""
    posterior: Posterior
    """What is known of each."""
    weight: FloatArray
    trials: FloatArray
    successes: FloatArray
    """As in :class:`~seeder.rates.column.RateColumn`."""
    pool: Pool
    """The evidence of all together."""
    model: CountModel | None = None
    """The fitted model behind counts; None for shares."""


def measure_clicks(posts: Posts, evidence: Evidence, handles: Handles, offset: FloatArray) -> Measured:
    """Clicks that a post asked for is expected to bring, of every handle.

    Posts that were asked or paid for are a kind of their own if the evidence names some; the posts of a campaign are
    of that kind. Posts of unknown kind count as the others.
    """
    counts = PostCounts(
        row=posts.handle,
        count=posts.clicks,
        n_handles=len(handles.followers),
        weight=evidence.post_weights(),
        is_sponsored=posts.sponsored == 1,
    )
    measured, model = _measure(counts, handles, offset, CountPrior())
    # The posts to come are asked for, and what is known of them is that much more or less than of the others.
    factor = np.full(len(measured.value), math.exp(model.sponsored) if (posts.sponsored == 1).any() else 1.0)
    # Nobody clicks where nobody follows, unless posts show otherwise.
    factor[(handles.followers == 0) & (measured.trials == 0)] = 0.0
    posterior = Posterior(measured.posterior.quantile * factor[:, None])
    return replace(measured, value=measured.value * factor, posterior=posterior)


def measure_views(
    posts: Posts | None, evidence: Evidence, handles: Handles, *, default: FloatArray, views: FloatArray
) -> Measured | None:
    """Share of followers who see a post, of every handle: impressions / followers, at most 1; None without evidence.

    ``views`` per post from the accounts table, NaN where not known, count as one post each, where no post of the
    handle has impressions.
    """
    n = len(handles.followers)
    row, count, weight = np.empty(0, dtype=np.int64), np.empty(0), np.empty(0)
    if posts is not None:
        told = ~np.isnan(posts.impressions)
        row, count, weight = posts.handle[told], posts.impressions[told], evidence.post_weights()[told]
    known = handles.followers > 0
    extra = np.flatnonzero(~np.isnan(views) & known & (np.bincount(row, minlength=n) == 0))
    row, count = np.concatenate([row, extra]), np.concatenate([count, views[extra]])
    weight = np.concatenate([weight, np.ones(len(extra))])
    usable = known[row]
    if not usable.any():
        return None
    counts = PostCounts(row=row[usable], count=count[usable], n_handles=n, weight=weight[usable])
    found, _ = _measure(counts, handles, view_offset(handles, default), VIEW_PRIOR)
    people = np.where(known, handles.followers, np.nan)
    posterior = Posterior(np.minimum(found.posterior.quantile / people[:, None], 1.0))
    return replace(found, value=np.minimum(found.value / people, 1.0), posterior=posterior)


def view_offset(handles: Handles, default: FloatArray) -> FloatArray:
    """Logarithm of the views that the default share of followers makes, shape (n_handles,); 0 without followers."""
    known = handles.followers > 0
    return np.log(np.maximum(np.where(known, default * handles.followers, _ONE_VIEW), _ONE_VIEW))


def count_covariates(handles: Handles, offset: FloatArray, *, by_size: bool = True) -> CountCovariates:
    """What counts go by; without size, as for counts in proportion to impressions, by platform and signs only."""
    size = handles.log_size if by_size else np.full(len(offset), np.log(REFERENCE_SIZE))
    return CountCovariates(size, handles.platform, handles.tier if by_size else np.zeros_like(handles.tier), offset)


def _measure(
    counts: PostCounts, handles: Handles, offset: FloatArray, prior: CountPrior
) -> tuple[Measured, CountModel]:
    covariates = count_covariates(handles, offset)
    model = fit_counts(counts, covariates, prior)
    estimate = estimate_counts(model, counts, covariates)
    trials = estimate.n_posts.astype(np.float64)
    pool = Pool(int(np.count_nonzero(trials)), float(trials.sum()), float(estimate.total.sum()))
    return Measured(estimate.mean, estimate.posterior, estimate.weight, trials, estimate.total, pool, model), model


def measure_conversions(posts: Posts, evidence: Evidence, handles: Handles, default: FloatArray) -> Measured | None:
    """Conversions per click of every handle; None if no post has conversions.

    A conversion beyond the clicks is of a click that was not counted: it counts as one click more.
    """
    told = ~np.isnan(posts.conversions)
    return _measure_share(
        posts.handle[told], posts.conversions[told], posts.clicks[told], evidence.post_weights()[told], handles, default
    )


def measure_click_through(
    posts: Posts, evidence: Evidence, handles: Handles, *, clicks: FloatArray, view: FloatArray
) -> Measured | None:
    """Clicks per impression of every handle; None if no post has impressions.

    It depends on a post's wording rather than on its reach, and no plan multiplies it: clicks of a post are measured by
    themselves. Without evidence it is expected to be default ``clicks`` over those who see a post by default ``view``.
    """
    told = ~np.isnan(posts.impressions)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = clicks / (view * handles.followers)
    usual = float(np.nanmedian(expected)) if np.isfinite(expected).any() else _USUAL_CLICK_THROUGH
    expected = np.clip(np.where(np.isfinite(expected), expected, usual), _EDGE, 1.0 - _EDGE)
    return _measure_share(
        posts.handle[told],
        posts.clicks[told],
        posts.impressions[told],
        evidence.post_weights()[told],
        handles,
        expected,
    )


def _measure_share(
    row: IntArray, successes: FloatArray, trials: FloatArray, weight: FloatArray, handles: Handles, default: FloatArray
) -> Measured | None:
    if not len(row):
        return None
    n = len(handles.followers)
    won = sum_by(row, weight * successes, size=n)
    tried = sum_by(row, weight * trials_of(trials, successes), size=n)
    expected = sloped_shares(won, tried, default=default, followers=handles.followers)
    return measured_share(pool_shares(won, tried, levels=handles.levels, prior_mean=expected))


def measured_share(estimate: ShareEstimate) -> Measured:
    """A share as pooled, in the words of all rates."""
    has_trials = estimate.n_trials > 0
    pool = Pool(int(np.count_nonzero(has_trials)), float(estimate.n_trials.sum()), float(estimate.n_successes.sum()))
    return Measured(
        value=estimate.mean,
        posterior=estimate.posterior,
        weight=np.where(has_trials, estimate.weight, 0.0),
        trials=estimate.n_trials,
        successes=estimate.n_successes,
        pool=pool,
    )
