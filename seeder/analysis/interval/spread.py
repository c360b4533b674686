"""A lower bound on a plan's value that divides each person's value among the handles that the person follows."""

from __future__ import annotations

import numpy as np

from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.pair_bounds import PairBounds
from seeder.problem.arrays import FloatArray

_LARGEST_LOG = 40.0
"""1 − e^−40 is 1 as a float."""
_MOST_STEPS = 200


def least_spread(audiences: PlanAudiences, bounds: PairBounds) -> float:
    """Share out each person's value among the handles followed, by the best weights found.

        Σ_h c_h n_h ψ(Σ_k c_k high_hk / n_h)    ψ(s) = (1 − e^−s) / s,  0 ≤ c_h ≤ −ln(1 − b′_h),  high_hh = n_h

    With c(T) = Σ_{h ∈ T} c_h, f(T) ≥ 1 − Π (1 − b′_h) ≥ 1 − e^−c(T) = Σ_{h ∈ T} c_h ψ(c(T)). ψ is convex and falls, so
    the followers of h have on average at least ψ at their average of c(T), which is at most Σ_k c_k high_hk / n_h. It
    holds for all such c. For c → ∞ it is Cohen and Merhav's weighting of de Caen's bound, and so above Gallot's and
    Kounias's, on pairs of audiences instead of pairs of events.

    Returns the bound [people].

    Source: de Caen, A lower bound on the probability of a union, 1997. Cohen & Merhav, Lower bounds on the error
    probability of block codes based on improvements on de Caen's inequality, 2004.
    """
    from scipy.optimize import minimize

    with np.errstate(divide="ignore"):
        top = np.minimum(-np.log1p(-audiences.moved_apart), _LARGEST_LOG)
    people = audiences.people
    share = np.divide(bounds.high, people[:, None], out=np.zeros_like(bounds.high), where=people[:, None] > 0)

    def loss(weight: FloatArray) -> tuple[float, FloatArray]:
        mean = share @ weight
        psi, slope = _psi(mean)
        gradient = people * psi + share.T @ (weight * people * slope)
        return -float(weight @ (people * psi)), -gradient

    scale = float(people @ top)
    best = -loss(top)[0]
    if not scale > 0:
        return best
    starts = [top, np.minimum(top, 1.0), np.minimum(top, 0.5 / np.maximum(share @ np.minimum(top, 1.0), 1e-9))]
    for start in starts:
        found = minimize(
            lambda weight: tuple(part / scale for part in loss(weight)),
            start,
            jac=True,
            method="L-BFGS-B",
            bounds=list(zip(np.zeros(len(top)), top, strict=True)),
            options={"maxiter": _MOST_STEPS},
        )
        best = max(best, -loss(np.clip(found.x, 0.0, top))[0])
    return best


def _psi(total: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(1 − e^−s) / s and its slope; their series where s is small."""
    is_small = total < 1e-4
    safe = np.where(is_small, 1.0, total)
    psi = np.where(is_small, 1.0 - total / 2.0 + total**2 / 6.0, -np.expm1(-safe) / safe)
    slope = np.where(is_small, -0.5 + total / 3.0, (np.exp(-safe) - psi) / safe)
    return psi, slope
