"""Estimates the expected count of every handle, with or without posts, from the fitted model."""

from __future__ import annotations

import numpy as np

from seeder.errors import ProblemError
from seeder.rates.counts.count_design import design_for
from seeder.rates.counts.count_evidence import sort_evidence
from seeder.rates.counts.count_posteriors import N_THREADS, integrate_posteriors
from seeder.rates.counts.count_table import build_table
from seeder.rates.counts.counts import CountCovariates, CountEstimate, CountModel, PostCounts
from seeder.rates.posterior import PROBABILITIES, Posterior

_ROOM = 300.0
"""ln of what is written stays within ± this."""


def estimate_counts(
    model: CountModel, posts: PostCounts, covariates: CountCovariates, *, n_threads: int = N_THREADS
) -> CountEstimate:
    """Estimate the expected count per unit of exposure of every handle, with and without posts.

    Before its posts a handle has θ ~ N(μ − τ²/2, τ²) with μ = x'γ and τ² = σ² + x'Cx: the spread between handles, and
    how unsure the curve is at its place. So E exp θ = exp(μ) without posts: on no evidence at all, the default.
    """
    from scipy.special import ndtri

    if posts.n_handles != covariates.n_handles:
        raise ProblemError(f"covariates: expected {posts.n_handles} handles, found {covariates.n_handles}")
    design = design_for(covariates, model)
    curve = design.mean(model.coefficient)
    spread = np.where(design.is_unknown, model.sigma_unknown, model.sigma_u)
    prior_variance = spread**2 + design.variance(model.covariance)
    log_mean, log_sd, mean = curve - prior_variance / 2, np.sqrt(prior_variance), np.exp(curve)
    prior_mean = log_mean.copy()
    score = ndtri(np.array(PROBABILITIES))
    evidence = sort_evidence(posts)
    own = evidence.handle
    quantile = np.empty((len(curve), len(score)))
    alone = np.ones(len(curve), dtype=bool)
    alone[own] = False
    quantile[alone] = np.exp(np.clip(log_mean[alone, None] + log_sd[alone, None] * score, -_ROOM, _ROOM))
    if len(own):
        found = integrate_posteriors(
            evidence,
            build_table(evidence.distinct, model.sigma_v),
            prior_mean=prior_mean[own],
            prior_variance=prior_variance[own],
            sigma_v=model.sigma_v,
            sponsored=model.sponsored,
            n_threads=n_threads,
        )
        log_mean[own], log_sd[own], mean[own], quantile[own] = found.log_mean, found.log_sd, found.mean, found.quantile
    used = posts.weight > 0
    weight = np.zeros(len(curve))
    weight[own] = np.clip(1 - log_sd[own] ** 2 / prior_variance[own], 0.0, 1.0)
    return CountEstimate(
        mean=mean,
        log_mean=log_mean,
        log_sd=log_sd,
        posterior=Posterior(np.maximum.accumulate(quantile, axis=1)),
        weight=weight,
        curve=np.exp(curve),
        n_posts=np.bincount(posts.row[used], minlength=posts.n_handles),
        total=posts.per_handle(posts.count * used),
    )
