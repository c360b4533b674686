"""Linear upper bounds on the value of a cell: a price for each option, and the largest surplus over the prices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seeder.errors import ProblemError
from seeder.problem.arrays import BoolArray, FloatArray, IntArray, frozen_floats, frozen_positions, require_range
from seeder.problem.ragged import Ragged, rises_in_rows
from seeder.problem.seeding import SeedingProblem

MOST_CHOICES = 2**16
"""Most ways to choose from the options of a priced cell: all of them are examined."""

_HALF_ULP = 2.0**-53
_NUMBERS_AT_ONCE = 4_000_000
_BASE, _PARTS_IN_A_NUMBER = 64, 10


@dataclass(frozen=True, eq=False)
class CellPrices:
    """Prices α_og that some cells pay for some options, in shares of a cell's weight.

    The value of a cell is w_g f_g(S) for the chosen options S. So for any prices α,

        w_g f_g(S) ≤ w_g Σ_{o in S} α_og + w_g max_T (f_g(T) − Σ_{o in T} α_og)

    holds for every selection: the first part is linear, and the maximum is found by enumerating all T. With the right
    prices the bound is the concave envelope of f_g, the tightest linear bound of the cell. An option without a price
    counts with b_og, the largest value that it can add.

    Raises ProblemError where the arrays contradict each other.

    Source: Guignard & Kim, Lagrangean decomposition, Math. Prog. 39, 1987.
    """

    cell: IntArray  # The priced cells, strictly rising, shape (n,).
    start: IntArray  # Where each cell's prices begin, shape (n + 1,).
    option: IntArray  # Option of each price, strictly rising within a cell.
    price: FloatArray  # α_og [0–1].

    def __init__(
        self, *, cell: npt.ArrayLike, start: npt.ArrayLike, option: npt.ArrayLike, price: npt.ArrayLike
    ) -> None:
        prices = frozen_floats("prices.price", price)
        require_range("prices.price", prices, low=0.0, high=1.0)
        cells = frozen_positions("prices.cell", cell, size=2**62)
        starts = frozen_positions("prices.start", start, size=len(prices) + 1)
        options = frozen_positions("prices.option", option, size=2**62)
        if len(options) != len(prices):
            raise ProblemError(f"prices: {len(options)} options beside {len(prices)} prices")
        if len(starts) != len(cells) + 1 or starts[0] != 0 or starts[-1] != len(prices) or (np.diff(starts) < 0).any():
            raise ProblemError(f"prices.start: must rise from 0 to the number of prices, {len(prices)}")
        if (np.diff(cells) <= 0).any():
            raise ProblemError("prices.cell: the cells must rise strictly")
        if not rises_in_rows(options, starts):
            raise ProblemError("prices.option: the options of a cell must rise strictly")
        for name, array in (("cell", cells), ("start", starts), ("option", options), ("price", prices)):
            object.__setattr__(self, name, array)

    @classmethod
    def none(cls) -> CellPrices:
        """No prices at all."""
        return cls(cell=(), start=(0,), option=(), price=())

    def over(self, base: CellPrices, named: IntArray) -> CellPrices:
        """These prices, and those of another for the cells that are not named."""
        kept = np.flatnonzero(~np.isin(base.cell, named))
        cell = np.concatenate((self.cell, base.cell[kept]))
        lengths = np.concatenate((np.diff(self.start), np.diff(base.start)[kept]))
        first = np.concatenate((self.start[:-1], len(self.price) + base.start[:-1][kept]))
        order = np.argsort(cell)
        rows = Ragged(first[order], lengths[order])
        return CellPrices(
            cell=cell[order],
            start=rows.start,
            option=np.concatenate((self.option, base.option))[rows.entry],
            price=np.concatenate((self.price, base.price))[rows.entry],
        )

    @property
    def row(self) -> IntArray:
        """For each price, the position of its cell in ``cell``."""
        return np.repeat(np.arange(len(self.cell), dtype=np.int64), np.diff(self.start))


def find_entries(problem: SeedingProblem, prices: CellPrices) -> IntArray:
    """Positions of prices in the coverage; refuses a price that a cell pays for an option which moves nobody of it."""
    coverage = problem.coverage
    n_cells = 0 if coverage is None else coverage.n_cells
    if len(prices.cell) and (coverage is None or prices.cell[-1] >= n_cells):
        raise ProblemError(f"prices.cell: the problem has {n_cells} cells")
    if coverage is None or not len(prices.option):
        return np.zeros(0, dtype=np.int64)
    if int(prices.option.max()) >= problem.n_options:
        raise ProblemError(f"prices.option: the problem has {problem.n_options} options")
    owner = np.repeat(np.arange(problem.n_options, dtype=np.int64), np.diff(coverage.start))
    key = owner * n_cells + coverage.cell
    wanted = prices.option * n_cells + prices.cell[prices.row]
    place = np.searchsorted(key, wanted)
    if len(key) == 0 or (place >= len(key)).any() or (key[np.minimum(place, len(key) - 1)] != wanted).any():
        raise ProblemError("prices: a cell has a price for an option that reaches nobody in it")
    return place.astype(np.int64)


def surplus(
    problem: SeedingProblem, prices: CellPrices, entry: IntArray, *, open_: BoolArray, required: BoolArray
) -> FloatArray:
    """max_T (f_g(T) − Σ_{o in T} α_og) of each priced cell, rounded up, shape (n priced cells,).

    T runs over the priced options that are open, at most one of an account, and exactly one where the account is
    required and every open option of it has a price in the cell.

    ``entry``: what :func:`find_entries` gives. ``open_``: which options may be chosen, shape (n_options,).
    ``required``: which accounts must be asked, shape (n_accounts,). Raises ProblemError where a cell's options can be
    chosen in more than :data:`MOST_CHOICES` ways.
    """
    found = np.zeros(len(prices.cell))
    if not len(entry):
        return found
    coverage = problem.coverage
    assert coverage is not None
    kept = np.flatnonzero(open_[prices.option])
    row, option = prices.row[kept], prices.option[kept]
    account = problem.account[option]
    chance = problem.acceptance[option] * coverage.chance[entry[kept]]
    # Parts: the prices of one account in one cell.
    first = np.flatnonzero((np.diff(row, prepend=-1) != 0) | (np.diff(account, prepend=-1) != 0))
    length = np.diff(first, append=len(row))
    n_open = np.bincount(problem.account[open_], minlength=problem.n_accounts)
    owner = account[first]
    must = required[owner] & (length == n_open[owner])
    cell_of_part = row[first]
    # What is certain to be taken is no choice.
    is_taken = must & (length == 1)
    taken = first[is_taken]
    survival, paid = np.ones(len(found)), np.zeros(len(found))
    np.multiply.at(survival, row[taken], 1.0 - chance[taken])
    np.add.at(paid, row[taken], prices.price[kept[taken]])
    # Parts in the order of their lengths: cells that differ in the order of accounts only have one shape.
    code = 2 * length + must
    order = np.lexsort((code, cell_of_part))
    order = order[~is_taken[order]]
    code, begin = code[order], np.searchsorted(cell_of_part[order], np.arange(len(found) + 1))
    parts = Ragged(first[order], length[order])
    at, ends = parts.entry, parts.start
    for codes, cells in _by_shape(code, begin):
        width = sum(part // 2 for part in codes)
        place = (
            at[ends[begin[cells]][:, None] + np.arange(width)] if width else np.zeros((len(cells), 0), dtype=np.int64)
        )
        found[cells] = _most(codes, chance[place], prices.price[kept[place]], survival[cells]) - paid[cells]
    # Each of n factors and sums errs by half an ulp of at most 1, and what is paid by half an ulp of at most n.
    n = np.bincount(row, minlength=len(found)) + 2.0
    result: FloatArray = found + 2.0 * _HALF_ULP * n * (n + 4.0)
    return result


def _by_shape(code: IntArray, begin: IntArray) -> Iterator[tuple[tuple[int, ...], IntArray]]:
    """Cells whose parts have the same lengths in the same order."""
    n_parts = np.diff(begin)
    is_short = n_parts <= _PARTS_IN_A_NUMBER
    if len(code):
        is_short &= np.maximum.reduceat(np.append(code, 0), np.minimum(begin[:-1], len(code))) < _BASE
    # Short lists of small numbers are one number each.
    owner = np.repeat(np.arange(len(n_parts)), n_parts)
    place = np.minimum(np.arange(len(code)) - begin[owner], _PARTS_IN_A_NUMBER)
    key = np.zeros(len(n_parts), dtype=np.int64)
    np.add.at(key, owner, np.where(is_short[owner], code, 0) * _BASE**place)
    key[~is_short] = -1 - np.flatnonzero(~is_short)
    order = np.argsort(key, kind="stable")
    for cells in np.split(order, np.flatnonzero(np.diff(key[order])) + 1):
        if len(cells):
            first = int(cells[0])
            yield tuple(code[begin[first] : begin[first + 1]].tolist()), cells


def _most(codes: tuple[int, ...], chance: FloatArray, price: FloatArray, taken: FloatArray) -> FloatArray:
    """Max (1 − taken · Π (1 − b) − Σ α) of cells of one shape, where ``taken`` is what earlier choices left."""
    n_choices = 1
    for code in codes:
        n_choices *= code // 2 + 1 - code % 2
        if n_choices > MOST_CHOICES:
            raise ProblemError(f"prices: the options of a cell can be chosen in more than {MOST_CHOICES} ways")
    found = np.empty(len(chance))
    at_once = max(1, _NUMBERS_AT_ONCE // n_choices)
    for begin in range(0, len(chance), at_once):
        block = slice(begin, begin + at_once)
        survival, paid = every_choice(codes, chance[block], price[block])
        found[block] = (1.0 - taken[block, None] * survival - paid).max(axis=1)
    return found


def every_choice(codes: tuple[int, ...], chance: FloatArray, price: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Survival chance and Σ price of every way to choose from the parts of cells of one shape.

    ``codes``: for each part twice its number of options, and 1 more where one of them must be taken. ``chance``,
    ``price``: of the cells' options, shape (n_cells, Σ options). Returns two arrays of shape (n_cells, n_choices).
    """
    survival, paid = np.ones((len(chance), 1)), np.zeros((len(chance), 1))
    column = 0
    for code in codes:
        survivals = [] if code % 2 else [survival]
        payments = [] if code % 2 else [paid]
        for _ in range(code // 2):
            survivals.append(survival * (1.0 - chance[:, column : column + 1]))
            payments.append(paid + price[:, column : column + 1])
            column += 1
        survival, paid = np.concatenate(survivals, axis=1), np.concatenate(payments, axis=1)
    return survival, paid
