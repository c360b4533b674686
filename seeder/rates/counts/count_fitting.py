"""Fit the hyperparameters of the count model by the mode of their marginal posterior.

Maximised over the coefficients γ, sponsored δ, and ln σ_u, ln σ_unknown, ln σ_v, is

    Σ_i a_i ln ((1 − ε) L_i + ε B_i) + ln prior,   L_i = ∫ N(θ; x_i'γ − σ²/2, σ²) Π_j P(y_ij | θ) dθ

with σ of the handle's kind. B_i is the likelihood of posts that follow no curve, ln intensity being anywhere in a wide
range: so one giant among many, such as a count of robots, says nothing of the others; it would stretch σ_v, and with
it all means. Weights of posts enter as a_i, their mean in a handle: inside the integral a power below 1 would pass for
noise between posts and take it from the spread between handles. Posts of weight under ``LEAST_WEIGHT`` are left out.
All derivatives of ln L_i are expectations under the posteriors of θ (Fisher's identity):

    ∂/∂m_i = (E θ − m_i)/σ²,  ∂/∂ln σ = E(θ − m)²/σ² − 1 − (E θ − m),  ∂/∂δ = Σ w E l',  ∂/∂ln σ_v = Σ w E ∂l/∂ln σ_v

so each step costs one quadrature. Priors are normal, but for α: a campaign's clicks can be far from any default, and
then neither the spread between handles nor their followers should stretch to explain it. Its prior has the curvature of
a normal at the mean and the tails of a Student t with 3 degrees of freedom. Priors keep the mode finite whatever the
posts are: without posts it is the prior's mean, and with many it is left behind. Steps are L-BFGS-B in units of
standard errors, from the level that the median handle has, and, as few posts may have two modes, from the prior's mean
too; the higher mode is taken.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray
from seeder.rates.counts.count_design import CountDesign, design_for, prior_coefficients
from seeder.rates.counts.count_evidence import CountEvidence, sort_evidence
from seeder.rates.counts.count_posteriors import Block, map_blocks, spread_nodes, sum_large
from seeder.rates.counts.count_table import CountTable, build_table
from seeder.rates.counts.counts import CountCovariates, CountModel, CountPrior, Normal, PostCounts
from seeder.rates.grouping import sum_by

MOST_ACCOUNTS = 20_000
"""Handles that enter the fit at most: a draw with a fixed seed, whatever their evidence."""
LEAST_OF_A_PAIR = 300
"""So many of every (platform, tier) come before the rest, so that small ones are not left to their priors."""
SIGMA_RANGE = (0.05, 4.0)
"""Spreads [ln] stay within: below, posts are Poisson for all purposes; above, a factor of 3,000 between any two."""
STRAY_SHARE = 0.01
"""ε: handles that follow no curve. Assumed."""
LEAST_WEIGHT = 0.05
"""Posts below say nothing about today's hyperparameters."""

_N_NODES = 17
_DROP = 14.0
_MOST_STEPS = 60
_NEAR_MODE = 0.02
"""Steps end when no derivative, per standard error, is above this."""
_N_SCALARS = 4
_STRAY_RANGE = 40.0
_STRAY_ZERO = 15.0
"""ln intensity of strays is anywhere in a range this long, of which this much means no count at all."""
_FEW_POSTS = 5_000
_TAIL = 4.0
"""Degrees of freedom of the prior of α, plus 1."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """Value and derivatives of the log marginal likelihood."""

    value: float
    """The log marginal likelihood."""
    of_mean: FloatArray
    """Derivative by each handle's x'γ, shape (m,)."""
    of_scalar: FloatArray
    """By δ, ln σ_u, ln σ_unknown, ln σ_v."""
    log_variance: FloatArray
    """Posterior variance of each handle's θ, shape (m,)."""
    is_regular: FloatArray
    """Probability that each handle is no stray, shape (m,)."""


def fit_counts(posts: PostCounts, covariates: CountCovariates, prior: CountPrior) -> CountModel:
    """Fit hyperparameters to posts; without any of weight ``LEAST_WEIGHT`` they are the prior's means.

    At most ``MOST_ACCOUNTS`` handles enter, drawn with a fixed seed: up to ``LEAST_OF_A_PAIR`` of every platform and
    tier first, then from all alike, whatever their evidence.
    """
    design = design_for(covariates)
    mean, deviation = prior_coefficients(design, prior)
    scalars = (prior.sponsored, prior.ln_sigma_u, prior.ln_sigma_unknown, prior.ln_sigma_v)
    whole, account_weight = _weigh_accounts(posts)
    evidence = sort_evidence(whole, _drawn_handles(whole, design))
    if evidence.n_posts == 0:
        return _model(design, mean, np.diag(deviation**2), [center for center, _ in scalars], evidence)
    rows, weight = design.take(evidence.handle), account_weight[evidence.handle]
    coefficient, found = _maximise(evidence, rows, weight, mean=mean, deviation=deviation, scalars=scalars)
    last = marginal_likelihood(evidence, rows.mean(coefficient), rows.is_unknown, found, weight)
    spread = np.where(rows.is_unknown, math.exp(found[2]), math.exp(found[1])) ** 2
    informed = weight * last.is_regular * np.maximum(1 - last.log_variance / spread, 0.0) / spread
    hessian = np.diag(_grip((coefficient - mean) / deviation) / deviation**2) + rows.gram(informed)
    return _model(design, coefficient, _inverse(hessian), found.tolist(), evidence)


def marginal_likelihood(
    evidence: CountEvidence, center: FloatArray, is_unknown: BoolArray, scalars: FloatArray, weight: FloatArray
) -> Fitted:
    """Log marginal likelihood with its derivatives, for posts of m handles.

    ``center`` is x'γ of each handle and ``weight`` its weight, shape (m,); ``scalars`` are δ, ln σ_u, ln σ_unknown,
    ln σ_v.
    """
    sponsored, sigma_v = float(scalars[0]), math.exp(scalars[3])
    variance = np.where(is_unknown, math.exp(scalars[2]), math.exp(scalars[1])) ** 2
    prior_mean = center - variance / 2
    table = build_table(evidence.distinct, sigma_v, with_spread=True)
    large = sum_large(evidence, sigma_v=sigma_v, sponsored=sponsored)

    def work(handles: slice) -> tuple[FloatArray, ...]:
        block = Block(
            evidence, handles, prior_mean=prior_mean, prior_variance=variance, large=large, sponsored=sponsored
        )
        return _integrate(block, table, evidence.small_sponsored[block.posts])

    parts = map_blocks(work, evidence)
    value, first, second, of_sponsored, of_spread = (np.concatenate(part) for part in zip(*parts, strict=True))
    log_variance = second - first * first
    regular, stray = math.log(1 - STRAY_SHARE) + value, math.log(STRAY_SHARE) + _stray_likelihood(evidence)
    mixed = np.logaddexp(regular, stray)
    is_regular = np.exp(regular - mixed)
    plain, weight = weight, weight * is_regular
    away = first - prior_mean
    square = second - 2 * prior_mean * first + prior_mean**2
    of_sigma = weight * (square / variance - 1 - away)
    by_large = _large_derivatives(evidence, first, second, weight, sigma_v=sigma_v, sponsored=sponsored)
    return Fitted(
        value=float(plain @ mixed),
        of_mean=weight * away / variance,
        of_scalar=np.array(
            [
                weight @ of_sponsored + by_large[0],
                of_sigma[~is_unknown].sum(),
                of_sigma[is_unknown].sum(),
                weight @ of_spread + by_large[1],
            ]
        ),
        log_variance=log_variance,
        is_regular=is_regular,
    )


def _integrate(block: Block, table: CountTable, sponsored: FloatArray) -> tuple[FloatArray, ...]:
    """Of each handle: ln integral, E θ, E θ², and E of the small posts' derivatives by δ and ln σ_v."""
    first, step = spread_nodes(block, table, n_nodes=_N_NODES, drop=_DROP)
    any_sponsored = bool(sponsored.any())
    value, of_sponsored, of_spread = [], [], []
    for k in range(_N_NODES):
        theta = first + k * step
        node, beyond = block.locate(theta)
        value.append(
            block.sum_posts(table.value, table.value_step, node, beyond)
            + block.constant
            + (block.pull - 0.5 * block.precision * theta) * theta
        )
        of_spread.append(block.sum_posts(table.spread, table.spread_step, node, beyond))
        if any_sponsored:
            slope = (table.slope.take(node) + beyond * table.slope_step.take(node)) * block.weight * sponsored
            of_sponsored.append(sum_by(block.owner, slope, size=block.n_handles))
    log_density = np.stack(value)
    peak = log_density.max(axis=0)
    density = np.exp(log_density - peak)
    total = density.sum(axis=0)
    density /= total
    theta = first + np.arange(_N_NODES)[:, None] * step
    return (
        peak + np.log(total * step),
        (density * theta).sum(axis=0),
        (density * theta**2).sum(axis=0),
        (density * np.stack(of_sponsored)).sum(axis=0) if any_sponsored else np.zeros(block.n_handles),
        (density * np.stack(of_spread)).sum(axis=0),
    )


def _stray_likelihood(evidence: CountEvidence) -> FloatArray:
    """Ln likelihood of each handle's posts, each with an intensity of its own that is anywhere, shape (m,).

    ∫ λ^y e^−λ d ln λ is Γ(y), or of no counts the part of the range below 1; large counts are stated in ln intensity.
    """
    from scipy.special import gammaln

    count = evidence.distinct.astype(np.float64)
    of_count = np.where(count > 0, gammaln(np.maximum(count, 1.0)), math.log(_STRAY_ZERO)) - math.log(_STRAY_RANGE)
    owner = np.repeat(np.arange(evidence.n_handles), np.diff(evidence.small_start))
    small = sum_by(owner, evidence.small_weight * of_count[evidence.small_row], size=evidence.n_handles)
    large = sum_by(evidence.large_owner, evidence.large_weight, size=evidence.n_handles)
    return small - math.log(_STRAY_RANGE) * large


def _large_derivatives(
    evidence: CountEvidence,
    first: FloatArray,
    second: FloatArray,
    weight: FloatArray,
    *,
    sigma_v: float,
    sponsored: float,
) -> tuple[float, float]:
    """Derivatives by δ and ln σ_v of the posts with large counts, from E θ and E θ² of their handles."""
    variance = sigma_v**2
    total = variance + evidence.large_noise
    center = evidence.large_center + variance / 2 - sponsored * evidence.large_sponsored
    theta, square = first[evidence.large_owner], second[evidence.large_owner]
    slope = (center - theta) / total
    slope_square = (center**2 - 2 * center * theta + square) / total**2
    of_spread = variance * (slope_square - 1 / total - slope)
    share = weight[evidence.large_owner] * evidence.large_weight
    return float((share * evidence.large_sponsored * slope).sum()), float((share * of_spread).sum())


def _maximise(
    evidence: CountEvidence,
    rows: CountDesign,
    weight: FloatArray,
    *,
    mean: FloatArray,
    deviation: FloatArray,
    scalars: tuple[Normal, ...],
) -> tuple[FloatArray, FloatArray]:
    """Mode of coefficients and scalars, searched for in units of about a standard error each."""
    from scipy.optimize import minimize

    center, spread = np.array([pair[0] for pair in scalars]), np.array([pair[1] for pair in scalars])
    rough = np.exp(2 * np.where(rows.is_unknown, center[2], center[1])) + 1.0
    root = np.linalg.cholesky(_inverse(np.diag(deviation**-2.0) + rows.gram(weight / rough)))
    informed = np.array(
        [
            evidence.small_sponsored.sum() + evidence.large_sponsored.sum(),
            float((~rows.is_unknown).sum()),
            float(rows.is_unknown.sum()),
            float(evidence.n_posts),
        ]
    )
    scale = 1 / np.sqrt(spread**-2.0 + 0.5 * informed)
    bounds = [(None, None)] * len(mean) + [(None, None)]
    bounds += [tuple((math.log(limit) - center[k]) / scale[k] for limit in SIGMA_RANGE) for k in range(1, _N_SCALARS)]

    def place(point: FloatArray) -> tuple[FloatArray, FloatArray]:
        return mean + root @ point[: len(mean)], center + scale * point[len(mean) :]

    def loss(point: FloatArray) -> tuple[float, FloatArray]:
        coefficient, found = place(point)
        fitted = marginal_likelihood(evidence, rows.mean(coefficient), rows.is_unknown, found, weight)
        off, off_scalar = (coefficient - mean) / deviation, (found - center) / spread
        slope = rows.project(fitted.of_mean) - _grip(off) * off / deviation
        slope_scalar = fitted.of_scalar - off_scalar / spread
        penalty = 0.5 * (_TAIL * math.log1p(off[0] ** 2 / _TAIL) + off[1:] @ off[1:] + off_scalar @ off_scalar)
        value = fitted.value - penalty
        return -value, -np.concatenate([root.T @ slope, scale * slope_scalar])

    off = _usual_level(evidence, rows.mean(mean))
    moved = np.concatenate([np.linalg.solve(root, off * (np.arange(len(mean)) == 0)), np.zeros(_N_SCALARS)])
    starts = [moved, np.zeros_like(moved)] if evidence.n_posts <= _FEW_POSTS else [moved]
    options = {"maxiter": _MOST_STEPS, "gtol": _NEAR_MODE, "ftol": 1e-12}
    found = [minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options) for start in starts]
    return place(min(found, key=lambda mode: float(mode.fun)).x)


def _usual_level(evidence: CountEvidence, center: FloatArray) -> float:
    """Median over handles of ln observed / expected, half a count being added to what is observed."""
    owner = np.repeat(np.arange(evidence.n_handles), np.diff(evidence.small_start))
    count = evidence.distinct.astype(np.float64)[evidence.small_row]
    observed = sum_by(owner, count * evidence.small_weight, size=evidence.n_handles)
    observed += sum_by(evidence.large_owner, evidence.large_count, size=evidence.n_handles)
    exposure = sum_by(owner, np.exp(evidence.small_shift) * evidence.small_weight, size=evidence.n_handles)
    exposure += sum_by(evidence.large_owner, evidence.large_exposure, size=evidence.n_handles)
    return float(np.median(np.log(observed + 0.5) - np.log(exposure) - center))


def _grip(off: FloatArray) -> FloatArray:
    """How strongly the priors of coefficients pull beside normal ones, at some distance [standard deviations]."""
    grip = np.ones(len(off))
    grip[0] = 1 / (1 + off[0] ** 2 / _TAIL)
    return grip


def _weigh_accounts(posts: PostCounts) -> tuple[PostCounts, FloatArray]:
    """Posts of some weight with a weight of 1, and the mean weight of each handle's, shape (n_handles,)."""
    is_used = posts.weight >= LEAST_WEIGHT
    n_used = posts.per_handle(is_used.astype(np.float64))
    whole = replace(posts, weight=is_used.astype(np.float64))
    return whole, posts.per_handle(posts.weight * is_used) / np.maximum(n_used, 1.0)


def _drawn_handles(posts: PostCounts, design: CountDesign) -> BoolArray | None:
    """Which handles enter the fit; None for all."""
    has_posts = posts.per_handle(posts.weight) > 0
    handle = np.flatnonzero(has_posts)
    if len(handle) <= MOST_ACCOUNTS:
        return None
    handle = np.random.default_rng(0).permutation(handle)
    pair = design.pair_index[handle]
    order = np.argsort(pair, kind="stable")
    start = np.searchsorted(pair[order], pair[order])
    rank = np.empty(len(handle), dtype=np.int64)
    rank[order] = np.arange(len(handle)) - start
    first = np.where(rank < LEAST_OF_A_PAIR, rank, LEAST_OF_A_PAIR)
    kept = np.zeros(posts.n_handles, dtype=bool)
    kept[handle[np.argsort(first, kind="stable")[:MOST_ACCOUNTS]]] = True
    return kept


def _inverse(matrix: FloatArray) -> FloatArray:
    """Inverse of a symmetric positive definite matrix, symmetric to the last digit."""
    found = np.linalg.inv(matrix)
    return (found + found.T) / 2


def _model(
    design: CountDesign,
    coefficient: FloatArray,
    covariance: FloatArray,
    scalars: list[float],
    evidence: CountEvidence,
) -> CountModel:
    sponsored, ln_sigma_u, ln_sigma_unknown, ln_sigma_v = scalars
    return CountModel(
        coefficient=coefficient,
        covariance=covariance,
        platform=design.platform,
        pair=design.pair,
        sigma_u=math.exp(ln_sigma_u),
        sigma_unknown=math.exp(ln_sigma_unknown),
        sigma_v=math.exp(ln_sigma_v),
        sponsored=float(sponsored),
        n_accounts=evidence.n_handles,
        n_posts=evidence.n_posts,
    )
