"""Facets of the concave envelope of a cell: the tightest linear bounds of 1 − Π (1 − b_o x_o), exactly.

For a cell whose options can be chosen in few ways T, the envelope at fractional x is the linear program

    max Σ_T λ_T f(T)   with   Σ_T λ_T = 1,  Σ_{T holding o} λ_T = x_o,  λ ≥ 0

and its dual solution (constant c, prices α) is a bound c + Σ_o α_o x_o ≥ f that touches the envelope at x. Tangents of
1 − e^−z do so at whole selections at best. Cells of one shape (as many accounts with as many options each) are solved
together, by the simplex method with every column looked at.

References
----------
Nemhauser & Wolsey, Maximizing submodular set functions: formulations and analysis of algorithms, 1981, for cuts of
submodular functions; Ahmed & Atamtürk, Math. Prog. 128, 2011, for lifted ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from seeder.certify.prices import every_choice
from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.parameters import Parameters, Share

MOST_CHOICES = 2**12
"""Cells whose options can be chosen in more ways are bounded by tangents."""


@dataclass(frozen=True, slots=True)
class EnvelopeParams(Parameters):
    """Tolerances of the facets of an envelope."""

    # Points are moved inwards by this share first: the facet found there is one that many points share.
    inwards: Share = 1e-3
    most_steps: int = 500  # Most simplex steps.
    tolerance: Share = 1e-11  # Reduced costs up to this count as 0.
    least_pivot: Share = 1e-9  # Smallest pivot.
    numbers_at_once: int = 2_000_000  # Most numbers of one block of points.


_PARAMS = EnvelopeParams()


def n_choices(counts: tuple[int, ...]) -> int:
    """In how many ways at most one of each account's options can be chosen; :data:`MOST_CHOICES` + 1 for more."""
    ways = 1
    for count in counts:
        ways *= count + 1
        if ways > MOST_CHOICES:
            return MOST_CHOICES + 1
    return ways


def facets(counts: tuple[int, ...], chance: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Find for each of some cells of one shape the bound that touches its envelope near a point.

    ``counts``: number of options of each account in a cell. ``chance``: b of the cells' options, account by account,
    shape (n_cells, Σ counts). ``x``: the point, shape (n_cells, Σ counts); Σ x of an account at most 1. Returns
    constants c, shape (n_cells,), and prices α [0–1], shape (n_cells, Σ counts), with c + α · x ≥ f everywhere.
    """
    constant, price = np.empty(len(chance)), np.empty(chance.shape)
    at_once = max(1, _PARAMS.numbers_at_once // n_choices(counts))
    for begin in range(0, len(chance), at_once):
        block = slice(begin, begin + at_once)
        constant[block], price[block] = _facets(counts, chance[block], x[block])
    return constant, price


def _facets(counts: tuple[int, ...], chance: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    held, inner = _incidence(counts)
    codes = tuple(2 * count for count in counts)
    value = 1.0 - every_choice(codes, chance, np.zeros_like(chance))[0]
    point = (1.0 - _PARAMS.inwards) * x + _PARAMS.inwards * inner
    basis = _staircase(counts, point)
    n_cells, k = chance.shape
    dual = np.zeros((n_cells, k + 1))
    active = np.arange(n_cells)
    for _ in range(_PARAMS.most_steps):
        chosen = basis[active]
        matrix = np.concatenate((np.ones((len(active), k + 1, 1)), held[chosen]), axis=2)
        gained = np.take_along_axis(value[active], chosen, axis=1)
        found = np.linalg.solve(matrix, gained[:, :, None])[:, :, 0]
        dual[active] = found
        reduced = value[active] - found[:, :1] - found[:, 1:] @ held.T
        entering = reduced.argmax(axis=1)
        goes_on = np.flatnonzero(reduced[np.arange(len(active)), entering] > _PARAMS.tolerance)
        if not len(goes_on):
            break
        active, matrix, entering = active[goes_on], matrix[goes_on], entering[goes_on]
        sides = np.ones((len(active), k + 1, 2))
        sides[:, 1:, 0], sides[:, 1:, 1] = point[active], held[entering]
        solved = np.linalg.solve(matrix.transpose(0, 2, 1), sides)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(
                solved[:, :, 1] > _PARAMS.least_pivot, np.maximum(solved[:, :, 0], 0.0) / solved[:, :, 1], np.inf
            )
        basis[active, ratio.argmin(axis=1)] = entering
    price = np.clip(dual[:, 1:], 0.0, 1.0)
    return (value - price @ held.T).max(axis=1), price


@lru_cache(maxsize=512)
def _incidence(counts: tuple[int, ...]) -> tuple[FloatArray, FloatArray]:
    """Which options each choice holds, shape (n_choices, Σ counts), and a point inside, no two steps of it alike."""
    k = sum(counts)
    held = np.zeros((1, k))
    column = 0
    for count in counts:
        blocks = [held]
        for _ in range(count):
            block = held.copy()
            block[:, column] = 1.0
            blocks.append(block)
            column += 1
        held = np.concatenate(blocks)
    inner = np.concatenate([np.full(count, 0.7 / count) for count in counts]) / (1.0 + 0.37 * np.arange(k) / k)
    held.setflags(write=False)
    inner.setflags(write=False)
    return held, inner


def _staircase(counts: tuple[int, ...], point: FloatArray) -> IntArray:
    """Choices of a first basis that holds the point: each account's options side by side on [0, 1], cut from 0 on."""
    sums, step = [], []
    column, stride = 0, 1
    for count in counts:
        sums.append(np.cumsum(point[:, column : column + count], axis=1))
        step += [stride] * (count - 1) + [-count * stride]
        column += count
        stride *= count + 1
    breaks = np.concatenate(sums, axis=1)
    order = np.argsort(breaks, axis=1, kind="stable")
    first = 0
    stride = 1
    for count in counts:
        first += stride
        stride *= count + 1
    steps = np.array(step, dtype=np.int64)[order]
    start = np.full((len(point), 1), first, dtype=np.int64)
    return np.concatenate((start, first + np.cumsum(steps, axis=1)), axis=1)
