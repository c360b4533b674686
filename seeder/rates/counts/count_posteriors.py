"""The posteriors of all handles with posts, by quadrature over many handles at once.

The log posterior is a normal prior's plus, of each post, weight times l(y | θ + shift): concave, so that its mode is
found by safeguarded Newton steps and its ends, where it has dropped by a fixed amount, by a few secants. In between
are equally spaced nodes: for smooth densities that vanish at both ends the trapezoid rule is exact to many digits
already at one node a standard deviation.

Posts with large counts are normal in θ: of each handle only the sum of their precisions, and of precision times
center, is kept. Handles are worked on in blocks, so that arrays stay in the processor's cache; blocks are independent
and shared among threads, so the result does not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.rates.counts.count_evidence import CountEvidence
from seeder.rates.counts.count_table import LOW, N_NODES, STEP, CountTable
from seeder.rates.grouping import sum_by
from seeder.rates.posterior import PROBABILITIES

N_THREADS = 2
_BLOCK_POSTS = 16_384
_BLOCK_HANDLES = 8_192
_MOST_STEPS = 80
_LONGEST_STEP = 4.0
_NEAR_MODE = 0.02
"""Newton's steps end when each is below this share of the standard deviation: nodes need no better center."""

_Found = TypeVar("_Found")


@dataclass(frozen=True, eq=False)
class LargeCounts:
    """Posts with large counts, of each handle with posts: precision · (center − θ)² / 2 summed, and its constant."""

    precision: FloatArray
    pull: FloatArray
    """Σ w / S and Σ w·c / S with S = σ² + noise and c the center, shape (m,)."""
    constant: FloatArray
    """Σ w·(−½ ln 2πS − c² / 2S), shape (m,)."""


def sum_large(evidence: CountEvidence, *, sigma_v: float, sponsored: float) -> LargeCounts:
    """Sum the posts with large counts by handle."""
    total = sigma_v**2 + evidence.large_noise
    center = evidence.large_center + sigma_v**2 / 2 - sponsored * evidence.large_sponsored
    share = evidence.large_weight / total

    def by_handle(values: FloatArray) -> FloatArray:
        return sum_by(evidence.large_owner, values, size=evidence.n_handles)

    return LargeCounts(
        precision=by_handle(share),
        pull=by_handle(share * center),
        constant=by_handle(-0.5 * (evidence.large_weight * np.log(2 * np.pi * total) + share * center**2)),
    )


class Block:
    """Some handles in a row, with what is needed to look up their log posterior at one θ each."""

    def __init__(
        self,
        evidence: CountEvidence,
        handles: slice,
        *,
        prior_mean: FloatArray,
        prior_variance: FloatArray,
        large: LargeCounts,
        sponsored: float,
    ) -> None:
        start = evidence.small_start[handles.start : handles.stop + 1]
        posts = slice(int(start[0]), int(start[-1]))
        counts = np.diff(start)
        self.handles = handles
        self.posts = posts
        self.n_handles = len(counts)
        self.prior_mean, self.prior_variance = prior_mean[handles], prior_variance[handles]
        self.precision = 1 / self.prior_variance + large.precision[handles]
        self.pull = self.prior_mean / self.prior_variance + large.pull[handles]
        self.constant = (
            large.constant[handles]
            - self.prior_mean**2 / (2 * self.prior_variance)
            - 0.5 * np.log(2 * np.pi * self.prior_variance)
        )
        self.owner = np.repeat(np.arange(self.n_handles), counts)
        self.filled = np.flatnonzero(counts)
        self.start = (start[:-1] - start[0])[self.filled]
        shift = evidence.small_shift[posts] + sponsored * evidence.small_sponsored[posts]
        self.shift = (shift - LOW) / STEP
        self.base = evidence.small_row[posts] * N_NODES
        self.weight = evidence.small_weight[posts]
        self.is_weighted = bool((self.weight != 1).any())

    def locate(self, theta: FloatArray) -> tuple[IntArray, FloatArray]:
        """Where in the table each post is at its handle's θ: node, and how far beyond it [steps]."""
        place = (theta / STEP)[self.owner]
        place += self.shift
        node = place.astype(np.int64)
        np.minimum(node, N_NODES - 2, out=node)
        np.maximum(node, 0, out=node)
        place -= node
        node += self.base
        return node, place

    def sum_posts(self, value: FloatArray, step: FloatArray, node: IntArray, beyond: FloatArray) -> FloatArray:
        """Sum weight · table over each handle's posts, shape (n_handles,)."""
        found = step.take(node)
        found *= beyond
        found += value.take(node)
        if self.is_weighted:
            found *= self.weight
        summed = np.zeros(self.n_handles)
        if len(self.filled):
            summed[self.filled] = np.add.reduceat(found, self.start)
        return summed

    def log_density(self, table: CountTable, theta: FloatArray) -> FloatArray:
        """Log prior plus log likelihood at a θ of each handle."""
        found = self.sum_posts(table.value, table.value_step, *self.locate(theta))
        found += self.constant + (self.pull - 0.5 * self.precision * theta) * theta
        return found

    def slopes(self, table: CountTable, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """First derivative of the log density and minus the second, at a θ of each handle."""
        node, beyond = self.locate(theta)
        # Beyond the lattice the table is a straight line.
        np.clip(beyond, 0.0, 1.0, out=beyond)
        first = self.sum_posts(table.slope, table.slope_step, node, beyond)
        second = self.sum_posts(table.slope_step, table.slope_step, node, np.zeros(1))
        return first + self.pull - self.precision * theta, self.precision - second / STEP


def blocks(evidence: CountEvidence) -> Iterator[slice]:
    """Cut the handles into runs of about as many posts, at least one handle each."""
    first = 0
    while first < evidence.n_handles:
        end = int(np.searchsorted(evidence.small_start, evidence.small_start[first] + _BLOCK_POSTS, side="right")) - 1
        end = min(max(end, first + 1), first + _BLOCK_HANDLES, evidence.n_handles)
        yield slice(first, end)
        first = end


def map_blocks(work: Callable[[slice], _Found], evidence: CountEvidence, *, n_threads: int = N_THREADS) -> list[_Found]:
    """Do some work on every block; results in the order of the blocks."""
    cut = list(blocks(evidence))
    if n_threads == 1 or len(cut) == 1:
        return [work(handles) for handles in cut]
    with ThreadPoolExecutor(n_threads) as pool:
        return list(pool.map(work, cut))


def spread_nodes(block: Block, table: CountTable, *, n_nodes: int, drop: float) -> tuple[FloatArray, FloatArray]:
    """First node and distance of nodes, of each handle, over all where the density is above e^−drop of its mode's."""
    mode, width = _modes(block, table)
    peak = block.log_density(table, mode)
    left = _end(block, table, mode=mode, peak=peak, distance=-np.sqrt(2 * drop) * width, drop=drop)
    right = _end(block, table, mode=mode, peak=peak, distance=np.sqrt(2 * drop) * width, drop=drop)
    return left, (right - left) / (n_nodes - 1)


def _modes(block: Block, table: CountTable) -> tuple[FloatArray, FloatArray]:
    """Mode of each handle's log density, and 1/√(minus its second derivative) there."""
    theta = block.pull / block.precision
    low, high = np.full(block.n_handles, -np.inf), np.full(block.n_handles, np.inf)
    for _ in range(_MOST_STEPS):
        slope, curvature = block.slopes(table, theta)
        low, high = np.where(slope > 0, theta, low), np.where(slope > 0, high, theta)
        step = np.clip(slope / curvature, -_LONGEST_STEP, _LONGEST_STEP)
        if (np.abs(step) * np.sqrt(curvature)).max() < _NEAR_MODE:
            break
        found = theta + step
        with np.errstate(invalid="ignore"):
            theta = np.where((found < low) | (found > high), (low + high) / 2, found)
    return theta, 1 / np.sqrt(curvature)


def _end(
    block: Block, table: CountTable, *, mode: FloatArray, peak: FloatArray, distance: FloatArray, drop: float
) -> FloatArray:
    """θ at which the log density has dropped from its mode, a normal's distance being the first guess."""
    for _ in range(3):
        found = peak - block.log_density(table, mode + distance)
        distance = distance * np.sqrt(np.clip(drop / np.maximum(found, 1e-3), 0.04, 9.0))
    return mode + distance


@dataclass(frozen=True, eq=False)
class ThetaMoments:
    """The posterior of θ of handles with posts."""

    log_mean: FloatArray
    log_sd: FloatArray
    """Its mean and standard deviation, shape (m,)."""
    mean: FloatArray
    """E exp θ, shape (m,)."""
    quantile: FloatArray
    """Of exp θ at ``PROBABILITIES``, shape (m, 9)."""


def integrate_posteriors(
    evidence: CountEvidence,
    table: CountTable,
    *,
    prior_mean: FloatArray,
    prior_variance: FloatArray,
    sigma_v: float,
    sponsored: float,
    n_threads: int = N_THREADS,
) -> ThetaMoments:
    """Posterior of θ of every handle with posts, with priors of θ of shape (m,)."""
    from scipy.special import ndtri

    large = sum_large(evidence, sigma_v=sigma_v, sponsored=sponsored)
    score = ndtri(np.array(PROBABILITIES))
    m = evidence.n_handles
    log_mean, log_sd, mean, quantile = np.zeros(m), np.zeros(m), np.zeros(m), np.zeros((m, len(score)))

    def integrate(handles: slice) -> None:
        block = Block(
            evidence, handles, prior_mean=prior_mean, prior_variance=prior_variance, large=large, sponsored=sponsored
        )
        first, step = spread_nodes(block, table, n_nodes=_N_NODES, drop=_DROP)
        density = np.stack([block.log_density(table, first + k * step) for k in range(_N_NODES)])
        density = np.exp(density - density.max(axis=0))
        density /= density.sum(axis=0)
        node = np.arange(_N_NODES)[:, None]
        center = (density * node).sum(axis=0)
        log_mean[handles] = first + step * center
        log_sd[handles] = step * np.sqrt((density * (node - center) ** 2).sum(axis=0))
        mean[handles] = np.exp(log_mean[handles]) * (density * np.exp((node - center) * step)).sum(axis=0)
        quantile[handles] = np.exp(first + step * _positions(density, score)).T

    map_blocks(integrate, evidence, n_threads=n_threads)
    return ThetaMoments(log_mean, log_sd, mean, quantile)


_N_NODES = 33
_DROP = 18.0


def _positions(density: FloatArray, score: FloatArray) -> FloatArray:
    """Where among its nodes each handle's distribution reaches some normal scores, shape (n_scores, n_handles).

    The distribution at node k is Σ_{j<k} f_j + f_k/2 − (f_{k+1} − f_{k−1})/24 (Euler–Maclaurin); between nodes the
    normal score goes in a straight line.
    """
    from scipy.special import ndtr, ndtri

    reached = np.cumsum(density, axis=0)
    reached -= density / 2
    reached[1:-1] -= (density[2:] - density[:-2]) / 24
    np.maximum.accumulate(reached, axis=0, out=reached)
    column = np.arange(density.shape[1])
    found = np.empty((len(score), density.shape[1]))
    for position, (probability, at_score) in enumerate(zip(ndtr(score), score, strict=True)):
        after = np.clip((reached < probability).sum(axis=0), 1, len(density) - 1)
        low, high = ndtri(reached[after - 1, column]), ndtri(np.minimum(reached[after, column], 1 - 1e-16))
        with np.errstate(invalid="ignore", divide="ignore"):
            share = (at_score - low) / (high - low)
        found[position] = after - 1 + np.where(np.isfinite(share), np.clip(share, 0.0, 1.0), 1.0)
    return found
