"""Maximise a concave quadratic over multipliers of 0 or more: one step of a projection's dual method."""

from __future__ import annotations

import numpy as np

from seeder.problem.arrays import FloatArray


def maximise_quadratic(mu: FloatArray, excess: FloatArray, curvature: FloatArray, n_free: int) -> FloatArray:
    """Return the m that maximises excess · (m − μ) − ½ (m − μ) C (m − μ), m ≥ 0 except in the first ``n_free`` places.

    With C = L Lᵀ, it is the least-squares problem |Lᵀ m − L⁻¹ (excess + C μ)|, of which the last places are one of
    their own; C is first brought to a diagonal of 1. Which places are 0 comes from there, the step from C itself: where
    m is large, L has lost digits of it. A row that nothing curves, as one whose coefficients are all 0, keeps its μ.
    """
    is_curved = np.diagonal(curvature) > 0
    if not is_curved.all():
        moved, n_free_curved = mu.copy(), int(is_curved[:n_free].sum())
        inside = curvature[np.ix_(is_curved, is_curved)]
        moved[is_curved] = maximise_quadratic(mu[is_curved], excess[is_curved], inside, n_free_curved)
        return moved
    from scipy.linalg import cho_factor, cho_solve, cholesky, solve_triangular
    from scipy.optimize import nnls

    size = 1.0 / np.sqrt(np.diagonal(curvature))
    scaled, slope, start = curvature * size * size[:, None], excess * size, mu / size
    try:
        lower = cholesky(scaled, lower=True)
        side = solve_triangular(lower, slope + scaled @ start, lower=True)
        is_kept = np.ones(len(mu), dtype=bool)
        if n_free < len(mu):
            is_kept[n_free:] = nnls(lower.T[n_free:, n_free:], side[n_free:])[0] > 0
        kept = np.flatnonzero(is_kept)
        found = np.zeros(len(mu))
        if len(kept):
            left = slope[kept] + scaled[np.ix_(kept, ~is_kept)] @ start[~is_kept]
            found[kept] = start[kept] + cho_solve(cho_factor(scaled[np.ix_(kept, kept)]), left)
    except (np.linalg.LinAlgError, RuntimeError, ValueError):
        found = start + slope
    found[n_free:] = np.maximum(found[n_free:], 0.0)
    return found * size
