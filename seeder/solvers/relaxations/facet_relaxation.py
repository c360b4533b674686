"""The linear relaxation of a model with cells, tightened by facets of the cells' concave envelopes.

    max Σ_g η_g + Σ_o v_o x_o − Σ_r M_r s_r   with   η_g ≤ w_g (c + Σ_o α_o x_o) for every facet found so far

and the model's rows, which may be broken by s_r ≥ 0 at a price M_r, so that the program always has an optimum and its
multipliers stay bounded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.problem.ragged import Ragged
from seeder.solvers.deadline import Deadline
from seeder.solvers.model.cells import Cells, no_cells
from seeder.solvers.model.model import Model
from seeder.solvers.model.pricing import Multipliers
from seeder.solvers.parameters import Parameters, Share
from seeder.solvers.programs.growing_program import GrowingProgram, Solved
from seeder.solvers.relaxations.envelope import MOST_CHOICES, facets, n_choices


@dataclass(frozen=True, slots=True)
class FacetParams(Parameters):
    """Scale of the program, and which facets it takes and drops."""

    size: float = 1e4  # Values are scaled so that the bound is about this: GLOP's tolerances are absolute.
    penalty: float = 2.0  # Penalty of a broken row, in multiples of the bound per unit of the smallest coefficient.
    violated: Share = 1e-8  # A facet is added where it cuts off this share of the bound, divided among the cells.
    worthwhile: Share = 0.1  # Facets that together could close less than this share of the open gap are left aside.
    unused: int = 25  # Number of solutions in a row without binding after which a facet is dropped.
    largest_exponent: float = 30.0  # Largest exponent of a tangent.


_PARAMS = FacetParams()


class FacetRelaxation:
    """The linear relaxation of a model, with the facets found so far.

    Entries go cell by cell: ``option`` and ``chance`` of each, and ``start`` where each cell's begin, shape
    (n_cells + 1,). ``is_exact``: which cells are bounded by facets of their envelope, the others by tangents, shape
    (n_cells,). ``bound``: an upper bound of the model's value, over 0; only its size matters.
    """

    def __init__(self, model: Model, *, bound: float) -> None:
        self.model = model
        cells = no_cells(model.n_options) if model.cells is None else model.cells
        self.cells: Cells = cells
        self._scale = _PARAMS.size / max(bound, 1e-300)
        n, m = model.n_options, cells.n_cells
        self.option, self.chance, self.start = cells.by_cell
        with np.errstate(divide="ignore"):
            self._exponent = -np.log1p(-self.chance)
        # Of cells that every option moves for certain, min(1, Σ x) is the whole envelope, and η ≤ w is there already.
        held = np.bincount(cells.cell, minlength=m)
        self._is_certain = np.bincount(cells.cell[cells.probability == 1.0], minlength=m) == held
        self._shapes = self._find_shapes()
        self.is_exact = np.zeros(m, dtype=bool)
        for _, group in self._shapes:
            self.is_exact[group] = True
        self._loose = np.flatnonzero(~(self.is_exact | self._is_certain))
        self._begin(np.arange(n))
        # Facets in the order of their rows' numbers: cell, z̄ (−1 for Σ b x, NaN for prices), and idle solutions.
        self._number = np.zeros(0, dtype=np.int64)
        self._cell = np.zeros(0, dtype=np.int64)
        self._z = np.zeros(0)
        self._constant = np.zeros(0)
        self._idle = np.zeros(0, dtype=np.int64)
        # Their prices: position of the facet, entry, price.
        self._priced = np.zeros(0, dtype=np.int64)
        self._entry = np.zeros(0, dtype=np.int64)
        self._price = np.zeros(0)

    # What the program has now: bounds of its columns, rows of accounts with several options, which must be asked.
    _bounds: tuple[FloatArray, FloatArray]
    _account_rows: IntArray
    _asked: BoolArray

    def _begin(self, kept: IntArray) -> None:
        """Set the program up with the model's rows and the columns of some options, rising, and without facets."""
        model, n, m = self.model, len(kept), self.cells.n_cells
        self._kept = kept
        self._column = np.full(model.n_options, -1, dtype=np.int64)
        self._column[kept] = np.arange(n)
        n_slack = sum((row.upper is not None) + (row.lower is not None) for row in model.row)
        gain = np.concatenate((model.value[kept] * self._scale, np.ones(m), np.zeros(n_slack)))
        top = np.concatenate((np.ones(n), self.cells.weight * self._scale, np.full(n_slack, np.inf)))
        penalty = []
        for row in model.row:
            # Rows with coefficients of both signs are whole numbers: what breaks one breaks it by 1 or more.
            least = 1.0 if row.has_negative else float(row.coefficient.min(initial=np.inf))
            penalty += [-_PARAMS.penalty * _PARAMS.size / least] * ((row.upper is not None) + (row.lower is not None))
        gain[n + m :] = penalty
        self._program = GrowingProgram(gain, top)
        self._sides: list[tuple[int, int, int]] = []
        self._scales: dict[int, float] = {}
        self._add_model_rows()

    @property
    def n_columns(self) -> int:
        """Number of options that the program has a column for."""
        return len(self._kept)

    def shrink(self, open_: BoolArray) -> None:
        """Leave out the columns of all options but the open ones, for good; facets stay."""
        self._begin(self._kept[open_[self._kept]])
        rows = Ragged.of_some(self.start, self._cell)
        entry, row = rows.entry, rows.owner
        price = np.zeros(len(entry))
        first = self.start[self._cell]
        price[rows.start[self._priced] + self._entry - first[self._priced]] = self._price
        is_modular, is_tangent = (self._z < 0.0)[row], (self._z >= 0.0)[row]
        price[is_modular] = self.chance[entry[is_modular]]
        price[is_tangent] = self._tangent_prices(self._z, entry, row)[is_tangent]
        self._number = self._write_facets(self._cell, self._constant, entry, row, price)

    @property
    def n_facets(self) -> int:
        """Number of facets held now."""
        return len(self._number)

    def start_at(self, x: FloatArray) -> None:
        """Take for every cell the facet at a point; without one, a cell's value is only bounded by its weight."""
        self._separate(x, np.full(self.cells.n_cells, np.inf), 0.0)
        # Where no facet is looked for, Σ b x is exact at selections of one or none.
        others = np.flatnonzero(~self.is_exact)
        if len(others):
            entry, row = self._entries(others)
            self._add(others, np.zeros(len(others)), entry, row, self.chance[entry], np.full(len(others), -1.0))

    def restrict(self, open_: BoolArray, required: BoolArray) -> None:
        """Close all options but the open ones, and require one of each required account."""
        model = self.model
        alone = np.diff(model.first, append=model.n_options) == 1
        low = np.where(required & alone, 1.0, 0.0)[model.owner]
        bounds = np.where(open_, low, 0.0)[self._kept], open_[self._kept].astype(np.float64)
        changed = np.flatnonzero((bounds[0] != self._bounds[0]) | (bounds[1] != self._bounds[1]))
        if len(changed):
            self._program.set_bounds(changed, bounds[0][changed], bounds[1][changed])
        self._bounds = bounds
        asked = required[self._shared_accounts]
        changed = np.flatnonzero(asked != self._asked)
        if len(changed):
            self._program.set_lower(self._account_rows[changed], np.where(asked[changed], 1.0, -np.inf))
        self._asked = asked

    def solve(self, deadline: Deadline | None) -> Solved | None:
        """Solve the program as it is."""
        solved = self._program.solve(deadline)
        if solved is None:
            return None
        self._drop_unused(solved)
        x = np.zeros(self.model.n_options + len(solved.x) - self.n_columns)
        x[self._kept] = solved.x[: self.n_columns]
        x[self.model.n_options :] = solved.x[self.n_columns :]
        return replace(solved, x=x)

    def bound_of(self, solved: Solved) -> float:
        """The optimum in the model's unit."""
        return solved.value / self._scale

    def separate(self, solved: Solved, *, gap: float) -> int:
        """Add the facets that a solution breaks by what matters beside a gap; return how many."""
        n, m = self.model.n_options, self.cells.n_cells
        share = max(_PARAMS.violated * _PARAMS.size, _PARAMS.worthwhile * gap * self._scale)
        return self._separate(solved.x[:n], solved.x[n : n + m], share / max(m, 1))

    def add_cut(self, option: IntArray, weight: IntArray, limit: int) -> int:
        """Add a row Σ weight x ≤ limit that every feasible selection keeps; return its number."""
        scale = 1.0 / float(weight.max(initial=1))
        held = self._column[option] >= 0
        number = self._program.add_rows(
            row=np.zeros(np.count_nonzero(held), dtype=np.int64),
            column=self._column[option[held]],
            coefficient=weight[held].astype(np.float64) * scale,
            lower=np.array([-np.inf]),
            upper=np.array([limit * scale]),
        )
        return int(number[0])

    def multipliers(self, solved: Solved) -> Multipliers:
        """μ and ν of the model's rows, in the model's unit."""
        upper, lower = np.zeros(len(self.model.row)), np.zeros(len(self.model.row))
        numbers = np.array([number for number, _, _ in self._sides], dtype=np.int64)
        for dual_value, (number, row, side) in zip(solved.dual_of(numbers).tolist(), self._sides, strict=True):
            dual = dual_value * self._scales[number] / self._scale
            (upper if side > 0 else lower)[row] = max(0.0, side * dual)
        return Multipliers(upper, lower)

    def prices(self, solved: Solved) -> tuple[FloatArray, FloatArray, FloatArray]:
        """What the binding facets make of every cell.

        Returns prices of all entries in their order, and z̄ and θ of every cell; θ is 0 where prices
        are meant.
        """
        n_cells = self.cells.n_cells
        dual = np.maximum(solved.dual_of(self._number), 0.0)
        price = np.bincount(self._entry, weights=dual[self._priced] * self._price, minlength=len(self.option))
        is_modular, is_tangent = self._z < 0.0, self._z >= 0.0
        modular = np.bincount(self._cell[is_modular], weights=dual[is_modular], minlength=n_cells)
        steep = dual[is_tangent] * np.exp(-self._z[is_tangent])
        slope = np.bincount(self._cell[is_tangent], weights=steep, minlength=n_cells)
        # What the facets leave of the value is bounded by the weight alone: a tangent of slope 0.
        theta = np.where(self.is_exact, 0.0, np.clip(1.0 - modular, 0.0, 1.0))
        mean = np.where(theta > 0, slope / np.where(theta > 0, theta, 1.0), 1.0)
        z = np.where(self.is_exact, 0.0, -np.log(np.clip(mean, 1e-300, 1.0)))
        return np.minimum(price, self.chance), z, theta

    def _add_model_rows(self) -> None:
        model, n = self.model, self.model.n_options
        slack = self.n_columns + self.cells.n_cells
        for r, row in enumerate(model.row):
            scale = 1.0 / float(np.abs(row.coefficient).max(initial=1.0))
            for side, bound in ((1, None if row.upper is None else row.bound), (-1, row.lower)):
                if bound is None:
                    continue
                held = self._column[row.option] >= 0
                column = np.append(self._column[row.option[held]], slack)
                coefficient = np.append(row.coefficient[held], -1.0 * side) * scale
                number = self._program.add_rows(
                    row=np.zeros(len(column), dtype=np.int64),
                    column=column,
                    coefficient=coefficient,
                    lower=np.array([-np.inf if side > 0 else bound * scale]),
                    upper=np.array([bound * scale if side > 0 else np.inf]),
                )
                self._sides.append((int(number[0]), r, side))
                self._scales[int(number[0])] = scale
                slack += 1
        lengths = np.diff(model.first, append=n)
        self._shared_accounts = np.flatnonzero(lengths > 1)
        option = self._kept[lengths[model.owner[self._kept]] > 1]
        column = self._column[option]
        place = np.searchsorted(self._shared_accounts, model.owner[option])
        count = len(self._shared_accounts)
        self._bounds = np.zeros(self.n_columns), np.ones(self.n_columns)
        self._asked = np.zeros(count, dtype=bool)
        self._account_rows = np.zeros(0, dtype=np.int64)
        if count:
            self._account_rows = self._program.add_rows(
                row=place,
                column=column,
                coefficient=np.ones(len(column)),
                lower=np.full(count, -np.inf),
                upper=np.ones(count),
            )

    def _find_shapes(self) -> list[tuple[tuple[int, ...], IntArray]]:
        """Cells by how many options of how many accounts they hold, those with few choices only."""
        owner = self.model.owner[self.option]
        cell = np.repeat(np.arange(self.cells.n_cells), np.diff(self.start))
        first = np.flatnonzero((np.diff(cell, prepend=-1) != 0) | (np.diff(owner, prepend=-1) != 0))
        length = np.diff(first, append=len(owner))
        # Accounts of a cell in the order of their numbers of options: fewer shapes.
        order = np.lexsort((length, cell[first]))
        self._in_shape = Ragged(first[order], length[order]).entry
        counts = length[order].tolist()
        begin = np.searchsorted(cell[first], np.arange(self.cells.n_cells + 1)).tolist()
        found: dict[tuple[int, ...], list[int]] = {}
        for place in np.flatnonzero(~self._is_certain).tolist():
            found.setdefault(tuple(counts[begin[place] : begin[place + 1]]), []).append(place)
        return [
            (shape, np.array(cells, dtype=np.int64))
            for shape, cells in found.items()
            if n_choices(shape) <= MOST_CHOICES
        ]

    def _separate(self, x: FloatArray, eta: FloatArray, tolerance: float) -> int:
        weight = self.cells.weight * self._scale
        x = np.clip(x, 0.0, 1.0)
        n_added = 0
        for shape, group in self._shapes:
            at = self._in_shape[self.start[group][:, None] + np.arange(sum(shape))]
            chance, share = self.chance[at], x[self.option[at]]
            is_open = eta[group] > weight[group] * self._least(shape, chance, share) + tolerance
            if not is_open.any():
                continue
            group, chance, share, at = group[is_open], chance[is_open], share[is_open], at[is_open]
            constant, price = facets(shape, chance, share)
            reached = weight[group] * (constant + (price * share).sum(axis=1))
            cut = np.flatnonzero(eta[group] > reached + tolerance)
            if len(cut):
                row = np.repeat(np.arange(len(cut)), at.shape[1])
                self._add(group[cut], constant[cut], at[cut].ravel(), row, price[cut].ravel(), None)
                n_added += len(cut)
        loose = self._loose
        if len(loose):
            entry, row = self._entries(loose)
            exponent = np.minimum(self._exponent[entry], _PARAMS.largest_exponent)
            z = np.bincount(row, weights=exponent * x[self.option[entry]], minlength=len(loose))
            cut = np.flatnonzero(eta[loose] > weight[loose] * -np.expm1(-z) + tolerance)
            if len(cut):
                touched: FloatArray = z[cut].astype(np.float64)
                entry, row = self._entries(loose[cut])
                price = self._tangent_prices(touched, entry, row)
                self._add(loose[cut], 1.0 - np.exp(-touched) * (1.0 + touched), entry, row, price, touched)
                n_added += len(cut)
        return n_added

    def _tangent_prices(self, z: FloatArray, entry: IntArray, row: IntArray) -> FloatArray:
        """Slopes of tangents at z̄ for entries, each at most that of one certain option; NaN where z̄ is no number."""
        slope = np.exp(-z)
        cap = slope * (1.0 + z)
        with np.errstate(invalid="ignore"):
            steep = np.where(np.isinf(self._exponent[entry]), np.inf, slope[row] * self._exponent[entry])
        result: FloatArray = np.minimum(steep, cap[row])
        return result

    @staticmethod
    def _least(shape: tuple[int, ...], chance: FloatArray, share: FloatArray) -> FloatArray:
        """The value with every account deciding on its own, which no envelope lies below."""
        survival = np.ones(len(chance))
        column = 0
        for count in shape:
            own = slice(column, column + count)
            survival *= 1.0 - (chance[:, own] * share[:, own]).sum(axis=1)
            column += count
        result: FloatArray = 1.0 - survival
        return result

    def _entries(self, cells: IntArray) -> tuple[IntArray, IntArray]:
        rows = Ragged.of_some(self.start, cells)
        return rows.entry, rows.owner

    def _add(
        self,
        cells: IntArray,
        constant: FloatArray,
        entry: IntArray,
        row: IntArray,
        price: FloatArray,
        z: FloatArray | None,
    ) -> None:
        numbers = self._write_facets(cells, constant, entry, row, price)
        if z is None:
            self._priced = np.concatenate((self._priced, self.n_facets + row))
            self._entry = np.concatenate((self._entry, entry))
            self._price = np.concatenate((self._price, price))
        self._number = np.concatenate((self._number, numbers))
        self._cell = np.concatenate((self._cell, cells))
        self._z = np.concatenate((self._z, np.full(len(cells), np.nan) if z is None else z))
        self._constant = np.concatenate((self._constant, constant))
        self._idle = np.concatenate((self._idle, np.zeros(len(cells), dtype=np.int64)))

    def _write_facets(
        self, cells: IntArray, constant: FloatArray, entry: IntArray, row: IntArray, price: FloatArray
    ) -> IntArray:
        """Add the rows of facets to the program; return their numbers."""
        weight = self.cells.weight[cells] * self._scale
        column = self._column[self.option[entry]]
        held = (price > 0.0) & (column >= 0)
        return self._program.add_rows(
            row=np.concatenate((row[held], np.arange(len(cells)))),
            column=np.concatenate((column[held], self.n_columns + cells)),
            coefficient=np.concatenate((-(weight[row] * price)[held], np.ones(len(cells)))),
            lower=np.full(len(cells), -np.inf),
            upper=weight * constant,
        )

    def _drop_unused(self, solved: Solved) -> None:
        self._idle = np.where(solved.dual_of(self._number) > 0.0, 0, self._idle + 1)
        goes = (self._idle > _PARAMS.unused) & ~(self._z < 0.0)
        if 8 * np.count_nonzero(goes) <= self.n_facets:
            return
        self._program.remove_rows(self._number[goes])
        stays = ~goes
        place = np.cumsum(stays) - 1
        kept = stays[self._priced]
        self._priced, self._entry, self._price = place[self._priced[kept]], self._entry[kept], self._price[kept]
        self._number, self._cell = self._number[stays], self._cell[stays]
        self._z, self._idle, self._constant = self._z[stays], self._idle[stays], self._constant[stays]
