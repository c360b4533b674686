"""Greedy selections: required accounts and minimum counts first, then all that fits in a given order."""

from __future__ import annotations

import numpy as np

from seeder.problem.arrays import FloatArray, IntArray
from seeder.solvers.deadline import Deadline
from seeder.solvers.heuristics.filling import Filling
from seeder.solvers.model.model import Model


def greedy_selections(model: Model) -> list[IntArray]:
    """Selections by value, by value per cost in each budget, and by value per scaled cost; feasible ones only.

    The scaled cost is Σ_r c_ro / B_r over the finite budgets. With one budget the better of the first two is worth
    at least 0.405 of the best where there are no rules.

    Returns positions in the model, rising, of each selection that meets all rows; possibly none.

    Source: Tang et al., arXiv 2008.05391, for the factor.
    """
    keys = [model.value]
    shares = budget_shares(model)
    if len(shares) > 1:
        keys.append(_ratio(model.value, shares.sum(axis=0)))
    keys.extend(_ratio(model.value, share) for share in shares)
    found = [select_in_order(model, _falling(key)) for key in keys]
    if all(selection is None for selection in found):
        found = [select_in_order(model, _falling(keys[-1]), required=_falling(-shares.sum(axis=0)))]
    return [selection for selection in found if selection is not None]


def _falling(key: FloatArray) -> IntArray:
    return np.argsort(-key, kind="stable")


def select_in_order(
    model: Model, order: IntArray, *, required: IntArray | None = None, deadline: Deadline | None = None
) -> IntArray | None:
    """Fill a selection in a given order: pins first, then options that rules require, then the rest.

    ``order``: positions of options, best first. ``required``: another order for pins and required options, if needed.
    Returns positions in the model, rising; None if a pin or rule could not be met.
    """
    filling = fill_required(model, order if required is None else required, deadline=deadline)
    if filling is None:
        return None
    filling.mend_in(order)
    filling.fill(order, deadline=deadline)
    return filling.chosen


def fill_required(model: Model, order: IntArray, *, deadline: Deadline | None = None) -> Filling | None:
    """Take pins, then what rules ask for, in an order of options; None where they cannot be met so."""
    filling = Filling(model, order=order)
    if model.must.any():
        filling.fill(order[model.must[model.owner[order]]], is_required=True, deadline=deadline)
    if filling.has_mixed or any(row.lower is not None for row in model.row):
        filling.fill(order, only_missing=True, deadline=deadline)
    return filling if filling.is_complete else None


def budget_shares(model: Model) -> FloatArray:
    """c_ro / B_r for every finite budget that can bind, shape (n, n_options); one row of zeros where none can."""
    shares = [np.zeros(model.n_options)]
    for row in model.row:
        if row.resource is not None:
            share = np.zeros(model.n_options)
            share[row.option] = row.coefficient / max(row.bound, 1e-9)
            shares.append(share)
    return np.array(shares[1:] or shares)


def _ratio(value: FloatArray, cost: FloatArray) -> FloatArray:
    """Value per cost; what costs nothing comes first, by value."""
    free = cost < 1e-100
    with np.errstate(over="ignore"):
        ratio: FloatArray = np.where(free, value * 1e150, value / np.where(free, 1.0, cost))
    return ratio
