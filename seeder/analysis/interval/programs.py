"""Exact bounds on the value of few handles, by linear programs over all sets of handles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder.analysis.interval.audiences import PlanAudiences, sums_of_sets
from seeder.analysis.interval.pair_bounds import PairBounds
from seeder.errors import ProblemError
from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.programs.linear_program import LinearProgram, solve_linear_program

MOST_HANDLES = 12
"""Twelve handles are 4,095 sets and a tenth of a second a program; each further one triples that."""
_TYPICAL_SIZE = 1000.0
"""The largest audience is scaled to this, so that GLOP's absolute tolerance of 1e-6 is a relative one of 1e-9."""
_EXACT = 1e-8
"""A bound this close to what an arrangement reaches, relative to the separate total, is the extreme itself."""
_CONTRADICTION = 1e-6
"""Share of the largest audience that has to be invented before facts are said to contradict each other."""


@dataclass(frozen=True, slots=True)
class Extreme:
    """A bound that dual values prove, and whether an arrangement reaches it."""

    bound: float  # No arrangement is worth less, or more, than this [people].
    is_exact: bool  # An arrangement that the solver found reaches the bound.


@dataclass(frozen=True, eq=False)
class _Rows:
    """The facts as rows of a program: the sets that each one counts, and the bounds on that count."""

    first: IntArray
    second: IntArray
    low: FloatArray
    high: FloatArray
    row: IntArray
    column: IntArray
    size: float
    """What people are divided by."""


def most_of_sets(audiences: PlanAudiences, bounds: PairBounds) -> Extreme | None:
    """Find the most that the handles can be worth under the facts.

        max Σ_T w_T f(T)   over w ≥ 0, Σ_{T ∋ h} w_T = n_h, low_hk ≤ Σ_{T ∋ h,k} w_T ≤ high_hk

    Whatever y and z a solver returns, with v = max_T f(T) − Σ_{h ∈ T} y_h − Σ_{h,k ∈ T} z_hk found by looking at
    every T, weak duality proves

        Σ_T w_T f(T) ≤ Σ_h n_h (y_h + max(0, v)) + Σ_hk max(z_hk low_hk, z_hk high_hk)

    since every T that counts holds a handle. The bound is widened by 1e-14 · n_handles of its terms' absolute sum for
    the rounding of the sums themselves.

    Returns None where the solver gave no answer. Raises ProblemError where no arrangement of people has these sizes and
    pairs.

    Source: Hailperin, Best possible inequalities for the probability of a logical function of events, 1965: the
    program. Neumaier & Shcherbina, Safe bounds in linear and mixed-integer linear programming, 2004: bounds from any
    duals.
    """
    return _extreme(audiences, bounds, sign=1.0)


def least_of_sets(audiences: PlanAudiences, bounds: PairBounds) -> Extreme | None:
    """Find the least that the handles can be worth under the facts: as :func:`most_of_sets`, with −f."""
    least = _extreme(audiences, bounds, sign=-1.0)
    return least if least is None else Extreme(max(0.0, least.bound), is_exact=least.is_exact)


def _extreme(audiences: PlanAudiences, bounds: PairBounds, *, sign: float) -> Extreme | None:
    if len(audiences) > MOST_HANDLES:
        raise ProblemError(f"{len(audiences)} handles: expected at most {MOST_HANDLES} for a program over their sets")
    if not (audiences.people @ audiences.moved) > 0:
        return Extreme(0.0, is_exact=True)
    value = sign * audiences.enumerate_sets()[1:]
    rows = _make_rows(audiences, bounds)
    n_sets = len(value)
    solved = solve_linear_program(
        LinearProgram(
            gain=value,
            top=np.full(n_sets, np.inf),
            lower=rows.low / rows.size,
            upper=rows.high / rows.size,
            row=rows.row,
            column=rows.column,
            coefficient=np.ones(len(rows.row)),
        )
    )
    if solved is None:
        _require_arrangement(rows, n_sets)
        return None
    amount, dual = solved
    bound = _safe_bound(audiences, rows, dual, value)
    reached = float(value @ amount) * rows.size
    close = _EXACT * float(audiences.people @ audiences.moved)
    return Extreme(sign * bound, is_exact=bool(bound - reached <= close))


def _make_rows(audiences: PlanAudiences, bounds: PairBounds) -> _Rows:
    n_handles, people = len(audiences), audiences.people
    if len(bounds.low) != n_handles or not np.array_equal(bounds.people, people):
        raise ProblemError("pair bounds: expected those of the plan's handles, in their order")
    first, second = np.triu_indices(n_handles, 1)
    sets = np.arange(1, 2**n_handles)
    holds = (sets[:, None] >> np.arange(n_handles)) & 1
    counts = np.concatenate((holds, holds[:, first] & holds[:, second]), axis=1)
    column, row = np.nonzero(counts)
    return _Rows(
        first=np.concatenate((np.arange(n_handles), first)),
        second=np.concatenate((np.arange(n_handles), second)),
        low=np.concatenate((people, bounds.low[first, second])),
        high=np.concatenate((people, bounds.high[first, second])),
        row=row,
        column=column,
        size=float(people.max()) / _TYPICAL_SIZE,
    )


def _safe_bound(audiences: PlanAudiences, rows: _Rows, dual: FloatArray, value: FloatArray) -> float:
    n_handles = len(audiences)
    weight = np.zeros((n_handles, n_handles))
    weight[rows.first, rows.second] = dual
    counted = np.zeros(1)
    for handle in range(n_handles):
        joined = counted + weight[handle, handle] + sums_of_sets(weight[:handle, handle])
        counted = np.concatenate((counted, joined))
    price = dual.copy()
    price[:n_handles] += max(0.0, float(np.max(value - counted[1:])))
    terms = np.maximum(price * rows.low, price * rows.high)
    return float(terms.sum()) + 1e-14 * n_handles * float(np.abs(terms).sum())


def _require_arrangement(rows: _Rows, n_sets: int) -> None:
    """Refuse facts that no arrangement fits: find the fewest people by which counts must be wrong in all."""
    n_rows = len(rows.low)
    each = np.arange(n_rows)
    solved = solve_linear_program(
        LinearProgram(
            gain=np.concatenate((np.zeros(n_sets), np.full(2 * n_rows, -1.0))),
            top=np.full(n_sets + 2 * n_rows, np.inf),
            lower=rows.low / rows.size,
            upper=rows.high / rows.size,
            row=np.concatenate((rows.row, each, each)),
            column=np.concatenate((rows.column, n_sets + each, n_sets + n_rows + each)),
            coefficient=np.concatenate((np.ones(len(rows.row)), np.ones(n_rows), np.full(n_rows, -1.0))),
        )
    )
    if solved is None:
        return
    wrong = float(solved[0][n_sets:].sum())
    if wrong > _CONTRADICTION * _TYPICAL_SIZE:
        raise ProblemError(
            f"pair bounds: no arrangement of people has these sizes and pairs: counts are off by "
            f"{wrong * rows.size:g} people in all"
        )
