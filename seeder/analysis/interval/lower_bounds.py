"""What handles are worth at least, however many they are."""

from __future__ import annotations

import numpy as np

from seeder.analysis.interval.audiences import PlanAudiences
from seeder.analysis.interval.pair_bounds import PairBounds
from seeder.analysis.interval.population import concave_share, levels_of, most_among
from seeder.analysis.interval.upper_bounds import nested_worth
from seeder.problem.arrays import BoolArray, FloatArray, IntArray

_LARGEST_LOG = 40.0
"""1 − e^−40 is 1 as a float."""
_MOST_STEPS = 200
_MOST_COMMON = 6


def least_if_nested(audiences: PlanAudiences, order: IntArray) -> FloatArray:
    """The least of the first handles of an order for their sizes, pairs aside, shape (n_handles,) [people].

    That is audiences which lie inside one another:

        Σ_r n_(r) · (f({(1) … (r)}) − f({(1) … (r − 1)}))    with n_(1) ≥ n_(2) ≥ …

    f is submodular, so the sum is its Lovász extension, which is below Σ_T w_T f(T) for every arrangement.

    References
    ----------
    Lorentz, An inequality for rearrangements, 1953. Lovász, Submodular functions and convexity, 1983.
    """
    sizes = np.zeros((len(order), len(order)))
    sizes[:, order] = np.tri(len(order))
    return nested_worth(audiences, sizes * audiences.people)


def most_before(audiences: PlanAudiences, bounds: PairBounds, before: BoolArray) -> FloatArray:
    """How many of each handle's followers the handles before it move at most, if its account says yes: u_j.

    The value is Σ_j P(E_j and none of those before), so that in any order it is at least Σ_j b_j · (n_j − u_j): at
    most high_ji of the n_j followers of j follow i. No term is negative, and as u_j ≤ Σ_i b_i high_ji, no order does
    worse than Bonferroni's inequality on its handles.

    Parameters
    ----------
    before
        Which handles k come before each handle j, shape (j, k).

    Returns
    -------
    FloatArray
        Shape (n_handles,), by handle, at most its followers [people].
    """
    return most_among(audiences.people, np.where(before, bounds.high, 0.0), _moved_given(audiences))


def order_greedily(audiences: PlanAudiences, bounds: PairBounds) -> IntArray:
    """Order in which each next handle adds most without what :func:`most_before` takes off it, shape (n_handles,)."""
    n_handles, people = len(audiences), audiences.people
    moved = _moved_given(audiences)
    levels = levels_of(moved)
    apart, together = np.zeros((len(levels), n_handles)), np.zeros((len(levels), n_handles))
    total = np.zeros(n_handles)
    is_out = np.ones(n_handles, dtype=bool)
    order = np.empty(n_handles, dtype=np.int64)
    for place in range(n_handles):
        most = np.minimum(people, total)
        for at, level in enumerate(levels):
            most = np.minimum(most, apart[at] + people * concave_share(together[at], people, level))
        handle = int(np.argmax(np.where(is_out, audiences.moved * (people - most), -np.inf)))
        order[place] = handle
        is_out[handle] = False
        joined = moved[:, handle] * bounds.high[:, handle]
        total += joined
        for at, level in enumerate(levels):
            is_small = moved[:, handle] <= level
            together[at] += np.where(is_small, joined, 0.0)
            apart[at] += np.where(is_small, 0.0, joined)
    return order


def order_by_reach(audiences: PlanAudiences, bounds: PairBounds) -> IntArray:
    """Order in which each next handle's followers are reached least by those before it, shape (n_handles,).

    Reached is Σ_i b_i high_ji / n_j. Of two handles side by side in an order, the later loses what they share times
    what those before have left of its own people, so that the later should be the one that is reached more. The
    largest comes first where several are reached alike.
    """
    people = audiences.people
    share = np.divide(bounds.high, people[:, None], out=np.zeros_like(bounds.high), where=people[:, None] > 0)
    reach = share * _moved_given(audiences)
    largest = np.argsort(-people, kind="stable")
    reached = np.zeros(len(audiences))
    order = np.empty(len(audiences), dtype=np.int64)
    for place in range(len(audiences)):
        handle = int(largest[np.argmin(reached[largest])])
        order[place] = handle
        reached += reach[:, handle]
        reached[handle] = np.inf
    return order


def _moved_given(audiences: PlanAudiences) -> FloatArray:
    """Chance that a follower responds to handle i given that j's account says yes, shape (j, i) [0–1]."""
    same = audiences.owner[:, None] == audiences.owner[None, :]
    return np.where(same, audiences.chance[None, :], audiences.moved[None, :])


def least_spread(audiences: PlanAudiences, bounds: PairBounds) -> tuple[float, FloatArray]:
    """Share out each person's worth among the handles followed, by the best weights found.

        Σ_h c_h n_h ψ(Σ_k c_k high_hk / n_h)    ψ(s) = (1 − e^−s) / s,  0 ≤ c_h ≤ −ln(1 − b′_h),  high_hh = n_h

    With c(T) = Σ_{h ∈ T} c_h, f(T) ≥ 1 − Π (1 − b′_h) ≥ 1 − e^−c(T) = Σ_{h ∈ T} c_h ψ(c(T)). ψ is convex and falls, so
    the followers of h have on average at least ψ at their average of c(T), which is at most Σ_k c_k high_hk / n_h. It
    holds for all such c. For c → ∞ it is Cohen and Merhav's weighting of de Caen's bound, and so above Gallot's and
    Kounias's, on pairs of audiences instead of pairs of events.

    Returns
    -------
    tuple
        The bound [people], and c_h over its largest value, shape (n_handles,) [0–1].

    References
    ----------
    de Caen, A lower bound on the probability of a union, 1997. Cohen & Merhav, Lower bounds on the error probability
    of block codes based on improvements on de Caen's inequality, 2004.
    """
    from scipy.optimize import minimize

    with np.errstate(divide="ignore"):
        top = np.minimum(-np.log1p(-audiences.moved_apart), _LARGEST_LOG)
    people = audiences.people
    share = np.divide(bounds.high, people[:, None], out=np.zeros_like(bounds.high), where=people[:, None] > 0)

    def loss(weight: FloatArray) -> tuple[float, FloatArray]:
        mean = share @ weight
        worth, slope = _psi(mean)
        gradient = people * worth + share.T @ (weight * people * slope)
        return -float(weight @ (people * worth)), -gradient

    scale = float(people @ top)
    best, weights = -loss(top)[0], top
    if not scale > 0:
        return best, np.ones(len(people))
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
        weight = np.clip(found.x, 0.0, top)
        worth = -loss(weight)[0]
        if worth > best:
            best, weights = worth, weight
    return best, np.divide(weights, top, out=np.zeros_like(top), where=top > 0)


def _psi(total: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(1 − e^−s) / s and its slope; their series where s is small."""
    is_small = total < 1e-4
    safe = np.where(is_small, 1.0, total)
    worth = np.where(is_small, 1.0 - total / 2.0 + total**2 / 6.0, -np.expm1(-safe) / safe)
    slope = np.where(is_small, -0.5 + total / 3.0, (np.exp(-safe) - worth) / safe)
    return worth, slope


def least_by_degree(audiences: PlanAudiences, bounds: PairBounds, order: IntArray) -> FloatArray:
    """Kuai, Alajaji and Takahara's bound on the first handles of an order, shape (n_handles,) [people].

    For any B in (0, 1], let every follower of h be in D_h with chance min(1, b′_h / B), and let everybody respond to
    each D_h with chance B, all on their own. That is a response to h with chance min(B, b′_h), so that f(T) is at
    least the mean of 1 − (1 − B)^t, t being how many D_h a person is in. Shared out among these, as ψ(t) to each:

        Σ_h P_h · ψ̂(1 + Σ_{k ≠ h} high_hk d_k / n_h)    d_h = min(1, b′_h / B),  P_h = n_h d_h

    with ψ(t) = (1 − (1 − B)^t) / t = ∫_0^B (1 − x)^(t − 1) dx, which is convex and falls; ψ̂ joins its values at whole
    t by lines, and t is whole. With B = 1 it is their bound on the events, above Dawson and Sankoff's.

    References
    ----------
    Kuai, Alajaji & Takahara, A lower bound on the probability of a finite union of events, 2000.
    Dawson & Sankoff, An inequality for probabilities, 1967.
    """
    apart = audiences.moved_apart[order]
    size = audiences.people[order]
    high = bounds.high[np.ix_(order, order)]
    best = np.zeros(len(order))
    for common in _common_chances(apart):
        part = np.minimum(1.0, apart / common)
        event = size * part
        others = np.cumsum(np.where(np.eye(len(order), dtype=bool), 0.0, high) * part[None, :], axis=1)
        degree = 1.0 + np.divide(others, size[:, None], out=np.zeros_like(others), where=size[:, None] > 0)
        worth = np.where(np.tri(len(order), dtype=bool).T, event[:, None] * _chords(degree, common), 0.0)
        best = np.maximum(best, worth.sum(axis=0))
    return best


def _common_chances(apart: FloatArray) -> list[float]:
    """Values of B to try: 1, and some that occur."""
    distinct = np.unique(apart[apart > 0])
    if len(distinct) > _MOST_COMMON:
        distinct = distinct[np.linspace(0, len(distinct) - 1, _MOST_COMMON).round().astype(np.int64)]
    return sorted({1.0, *distinct.tolist()})


def _chords(degree: FloatArray, common: float) -> FloatArray:
    """ψ̂ of :func:`least_by_degree`."""
    whole = np.floor(degree)
    with np.errstate(divide="ignore"):
        log = np.log1p(-common)
    here, above = -np.expm1(whole * log) / whole, -np.expm1((whole + 1.0) * log) / (whole + 1.0)
    chord: FloatArray = here + (degree - whole) * (above - here)
    return chord


def least_beside(audiences: PlanAudiences, bounds: PairBounds, handle: int, *, least_of_rest: float) -> float:
    """Split by one handle, the only one of its account: those whom it moves, does not move, and does not reach.

        b n + (1 − b) V(rest) + b V(rest, among those who do not follow it)

    equals the value; the last two are taken at their least. Those who do not follow it are n_k − high_hk or more for
    each other handle k, and nested audiences are worth least.

    Parameters
    ----------
    handle
        Position of the handle.
    least_of_rest
        What the other handles are worth at least [people].
    """
    moved = float(audiences.moved[handle])
    rest = np.delete(np.arange(len(audiences)), handle)
    outside = np.maximum(audiences.people[rest] - bounds.high[handle, rest], 0.0)
    beyond = float(nested_worth(audiences.only(rest), outside[None, :])[0])
    return moved * float(audiences.people[handle]) + (1.0 - moved) * least_of_rest + moved * beyond
