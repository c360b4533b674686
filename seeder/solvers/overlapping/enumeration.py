"""Enumerate the selections of a small node, if linear programs fail on it or branching takes too many nodes.

The accounts are split into two halves. With the survival S of every choice of a half, its value v and what it uses,

    value(a, b) = Σ_g w_g (1 − S_ag S_bg) + v_a + v_b

for all pairs at once is one product of matrices.

References
----------
Horowitz & Sahni, Computing partitions with applications to the knapsack problem, JACM 21, 1974, for the two halves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.solvers.model.model import Model
from seeder.solvers.model.rows import WholeArray
from seeder.solvers.parameters import Parameters, Share


@dataclass(frozen=True, slots=True)
class EnumerationParams(Parameters):
    """Up to which size a node is enumerated."""

    most_selections: int = 2**20
    most_products: int = 2**28  # Most selections times cells: more take longer than a fraction of a second.
    numbers_at_once: int = 2**21  # Most pairs of halves in one block.
    rounding: Share = 1e-12  # Error of a product of matrices as a share of the largest value.
    most_equal: int = 256  # Most equally good selections that are kept.


_PARAMS = EnumerationParams()


@dataclass(frozen=True, eq=False)
class Enumerated:
    """The best selections of a region, and an upper bound on all of them."""

    # Feasible selections worth as much as any, up to rounding, as rising positions in the model; 256 of them at most,
    # none where nothing is feasible.
    selections: tuple[IntArray, ...]
    upper: float  # No feasible selection of the region is worth more; −∞ where there is none.


def can_enumerate(model: Model, open_: BoolArray, required: BoolArray) -> bool:
    """Whether looking at every selection of a region takes a moment."""
    n_open = np.bincount(model.owner[open_], minlength=model.n_accounts)
    n_selections = float(np.prod((n_open + ~required).astype(np.float64)))
    n_cells = 0 if model.cells is None else model.cells.n_cells
    return n_selections <= _PARAMS.most_selections and n_selections * (n_cells + 1) <= _PARAMS.most_products


def enumerate_region(model: Model, open_: BoolArray, required: BoolArray) -> Enumerated:
    """Find the best selections of a region that :func:`can_enumerate`.

    ``open_``: which options may be chosen, shape (n_options,). ``required``: which accounts must be asked, shape
    (n_accounts,).
    """
    first, second = _halves(model, open_, required)
    weight = np.zeros(0) if model.cells is None else model.cells.weight
    total = float(weight.sum())
    slack = _PARAMS.rounding * (total + float(model.value[open_].sum()))
    best = -math.inf
    near: list[tuple[float, int, int]] = []
    at_once = max(1, _PARAMS.numbers_at_once // max(1, second.n))
    for begin in range(0, first.n, at_once):
        block = slice(begin, min(begin + at_once, first.n))
        value = first.value[block, None] + second.value + total - (first.survival[block] * weight) @ second.survival.T
        value[~_is_feasible(model, first, second, block)] = -np.inf
        best = max(best, float(value.max(initial=-np.inf)))
        if best == -math.inf:
            continue
        near = [pair for pair in near if pair[0] >= best - slack]
        for a, b in np.argwhere(value >= best - slack)[: _PARAMS.most_equal - len(near)].tolist():
            near.append((float(value[a, b]), begin + a, b))
    selections = tuple(np.sort(np.concatenate((first.chosen(a), second.chosen(b)))) for _, a, b in near)
    return Enumerated(selections, best + slack)


@dataclass(frozen=True, eq=False)
class _Half:
    """Every choice of some accounts."""

    option: IntArray  # The option of each account in each choice, −1 for none, shape (n_choices, n_accounts).
    value: FloatArray  # Σ v, shape (n_choices,).
    survival: FloatArray  # Π (1 − b) of each cell, shape (n_choices, n_cells).
    used: tuple[WholeArray, ...]  # Σ whole of each of the model's rows, shape (n_choices,) each.

    @property
    def n(self) -> int:
        """Number of choices."""
        return len(self.value)

    def chosen(self, choice: int) -> IntArray:
        """The options of a choice."""
        option: IntArray = self.option[choice]
        chosen: IntArray = option[option >= 0]
        return chosen


def _halves(model: Model, open_: BoolArray, required: BoolArray) -> tuple[_Half, _Half]:
    """Split the accounts so that both halves have about as many choices."""
    option = np.flatnonzero(open_)
    choices: list[list[int]] = [[] if asked else [-1] for asked in required.tolist()]
    for one in option.tolist():
        choices[model.owner[one]].append(one)
    split: tuple[list[list[int]], list[list[int]]] = ([], [])
    sizes = [1, 1]
    for own in sorted(choices, key=len, reverse=True):
        side = int(sizes[1] < sizes[0])
        split[side].append(own)
        sizes[side] *= len(own)
    left, right = (_half(model, part) for part in split)
    return left, right


def _half(model: Model, choices: list[list[int]]) -> _Half:
    chosen = np.zeros((1, 0), dtype=np.int64)
    for own in choices:
        chosen = np.column_stack((np.repeat(chosen, len(own), axis=0), np.tile(own, len(chosen))))
    # The last place of each list below belongs to "none": −1 finds it.
    value = np.append(model.value, 0.0)[chosen].sum(axis=1)
    n_cells = 0 if model.cells is None else model.cells.n_cells
    survival = np.ones((len(chosen), n_cells))
    if model.cells is not None:
        for account, own in enumerate(choices):
            for option in own:
                if option < 0:
                    continue
                entries = model.cells.of_option(option)
                rows = np.flatnonzero(chosen[:, account] == option)
                survival[np.ix_(rows, model.cells.cell[entries])] *= 1.0 - model.cells.probability[entries]
    used = []
    for row in model.row:
        whole = np.zeros(model.n_options + 1, dtype=row.whole.dtype)
        whole[row.option] = row.whole
        used.append(whole[chosen].sum(axis=1))
    return _Half(chosen, value, survival, tuple(used))


def _is_feasible(model: Model, first: _Half, second: _Half, block: slice) -> BoolArray:
    feasible = np.ones((len(first.value[block]), second.n), dtype=bool)
    for row, left, right in zip(model.row, first.used, second.used, strict=True):
        used = left[block, None] + right
        if row.lower is not None:
            feasible &= used >= row.lower
        if row.upper is not None:
            feasible &= used <= row.upper
    return feasible
