"""The form of a problem that the searches work on: its options, rows and cells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray, IntArray
from seeder.problem.restriction import Restriction
from seeder.solvers.model.cells import Cells
from seeder.solvers.model.rows import Row, WholeArray


@dataclass(frozen=True, eq=False)
class Model:
    """A problem in the form that the searches work on.

    Maximise Σ_j value_j x_j + Σ_g w_g (1 − Π_j (1 − b_jg x_j)) with at most one option of each account (exactly one
    where it must be asked) and lower ≤ Σ whole x ≤ upper for every row, coefficients of either sign.
    """

    restriction: Restriction  # The problem's options that are left; none is fixed.
    owner: IntArray  # Account of each, numbered 0 … m − 1 among those left, shape (n,), never falling.
    first: IntArray  # Where each account's options begin, shape (m,).
    must: BoolArray  # Whether the account is pinned, shape (m,).
    value: FloatArray  # v with the value of cells that only the option's account moves, shape (n,).
    row: tuple[Row, ...]  # The rows; their options are positions in this model.
    # Why no selection can be feasible, in words, where a look at single rules shows it; else None.
    contradiction: str | None
    cells: Cells | None = None  # Cells that several accounts move; None where there are none, so that Σ value is all.

    @property
    def option(self) -> IntArray:
        """Position in the problem of each option that is left, shape (n,), rising."""
        return self.restriction.option

    @property
    def n_options(self) -> int:
        """Number of options left."""
        return self.restriction.n_options

    @property
    def n_accounts(self) -> int:
        """Number of accounts left."""
        return len(self.first)

    @cached_property
    def value_alone(self) -> FloatArray:
        """Value of each option if no other is chosen, shape (n,)."""
        cells = self.cells
        alone: FloatArray = self.value if cells is None else self.value + cells.probability_matrix @ cells.weight
        return alone

    @cached_property
    def wide_rows(self) -> tuple[tuple[int, WholeArray], ...]:
        """Rows over an eighth of the options or more: position, and coefficients of all options."""
        wide = []
        for r, row in enumerate(self.row):
            if 8 * len(row.option) >= self.n_options:
                weight = np.zeros(self.n_options, dtype=row.whole.dtype)
                weight[row.option] = row.whole
                wide.append((r, weight))
        return tuple(wide)

    @cached_property
    def narrow_entries(self) -> tuple[list[int], list[int], list[int]]:
        """Entries of all other rows by option: where each option's begin, their rows, their coefficients."""
        wide = {r for r, _ in self.wide_rows}
        narrow = [(r, row) for r, row in enumerate(self.row) if r not in wide]
        if not narrow:
            return [0] * (self.n_options + 1), [], []
        option = np.concatenate([row.option for _, row in narrow])
        order = np.argsort(option, kind="stable")
        position = np.concatenate([np.full(len(row.option), r) for r, row in narrow])[order]
        whole = np.concatenate([row.whole for _, row in narrow])[order]
        start = np.searchsorted(option[order], np.arange(self.n_options + 1))
        return start.tolist(), position.tolist(), whole.tolist()


def select_from_row(row: Row, restriction: Restriction) -> Row:
    """Keep a row's options that are open, under their numbers there."""
    moved = restriction.position[row.option]
    kept = moved >= 0
    return replace(row, option=moved[kept], whole=row.whole[kept], coefficient=row.coefficient[kept])
