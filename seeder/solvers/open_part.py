"""The part of a model with cells that a bound leaves open, as a smaller model."""

from __future__ import annotations

import dataclasses

import numpy as np

from seeder.problem.arrays import BoolArray, IntArray
from seeder.solvers.cells import gather_cells_of
from seeder.solvers.presolve import Model, select_from_row
from seeder.solvers.pricing import Pricing


@dataclasses.dataclass(frozen=True, eq=False)
class OpenPart:
    """A smaller model.

    Parameters
    ----------
    model
        Options that may be in a better selection; accounts that every such selection asks are marked as pinned.
    option
        Their positions in the model that it was made from, rising.
    """

    model: Model
    option: IntArray


def open_part(model: Model, pricing: Pricing, threshold: float, *, most: float = np.inf) -> OpenPart:
    """Leave out what loses more than a threshold (reduced-cost fixing), and options that alone are worth too much.

    Parameters
    ----------
    pricing
        A Lagrangian whose gains bound the model's value at every selection, up to a constant.
    threshold
        Bound less the least value of interest, with a margin for rounding.
    most
        No selection is worth more: an option that is, is in none.
    """
    alone = model.value if model.cells is None else model.value + model.cells.moved_matrix @ model.cells.weight
    kept = (pricing.loss <= threshold) & (alone <= most)
    must = model.must | (pricing.loss_of_none > threshold)
    return OpenPart(_restricted(model, kept, must), np.flatnonzero(kept))


def _restricted(model: Model, kept: BoolArray, must: BoolArray) -> Model:
    option = np.flatnonzero(kept)
    owner = model.owner[option]
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    account = owner[first]
    position = np.full(model.n_options, -1, dtype=np.int64)
    position[option] = np.arange(len(option))
    value = model.value[option]
    cells = None
    if model.cells is not None:
        chosen = model.cells.select(option)
        cells, gained = gather_cells_of(
            weight=chosen.weight, start=chosen.start, cell=chosen.cell, moved=chosen.moved, account=owner
        )
        value = value + gained
    lost = np.setdiff1d(np.flatnonzero(must), account)
    contradiction = f"account {lost[0]} must be asked and no option of it is left" if len(lost) else None
    return Model(
        option=option,
        owner=np.repeat(np.arange(len(first), dtype=np.int64), np.diff(first, append=len(option))),
        first=first,
        must=must[account],
        value=value,
        row=tuple(select_from_row(row, position) for row in model.row),
        contradiction=model.contradiction or contradiction,
        cells=cells,
    )
