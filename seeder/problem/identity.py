"""The identity of a problem on any machine: a digest of its exact parts, and weighted sums of its computed arrays."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from seeder.problem.arrays import CellArray, FloatArray, IntArray

if TYPE_CHECKING:
    from seeder.problem.seeding import SeedingProblem

_PERIOD = 1009
_LARGEST = float(np.finfo(np.float64).max)


def exact_digest(problem: SeedingProblem) -> str:
    """SHA-256 of everything in a problem that is not computed, as hexadecimal text.

    These pieces of text and arrays enter one after the other, arrays behind ``name:length;`` and as little-endian
    numbers of 8 bytes, whole numbers with a sign, others as floats:

    * ``seeder problem 2``
    * ``{number of accounts};{names of the resources, with | between them};``
    * the array ``account``: the account of each option; the array ``budget``: of each resource, infinity for none
    * with cells: ``cells:{number of cells};``, the array ``start``: where each option's cells begin, and their end; the
      array ``cell``: the cells of the first option, then those of the second …
    * for each rule ``count:{lower}:{upper};``, ``limit:{position of the resource}:{limit};`` or, with coefficients
      other than 1, ``row:{lower}:{upper};``, then the array ``options``, and for such a row the array ``weight``
    """
    state = hashlib.sha256(b"seeder problem 2")

    def add(name: str, array: FloatArray | IntArray | CellArray) -> None:
        kind = "<f8" if array.dtype.kind == "f" else "<i8"
        state.update(f"{name}:{array.size};".encode())
        state.update(np.ascontiguousarray(array, dtype=kind).tobytes())

    state.update(f"{problem.n_accounts};{'|'.join(problem.resources)};".encode())
    add("account", problem.account)
    add("budget", problem.budget)
    if problem.coverage is not None:
        state.update(f"cells:{problem.coverage.n_cells};".encode())
        add("start", problem.coverage.start)
        add("cell", problem.coverage.cell)
    for rule in problem.rules:
        state.update(rule.to_digest().encode())
        add("options", rule.options)
        if rule.resource is None and not rule.is_count:
            add("weight", rule.weight)
    return state.hexdigest()


def weighted_sums(problem: SeedingProblem) -> Mapping[str, float]:
    """Σ_i (1009 + i mod 1009) / 2018 · x_i of every array of numbers that are computed, i being the position from 0.

    Numbers that agree to 1e-9 have sums that agree to 1e-9, as none is negative. A number that differs by more than
    1e-9 of the sum shows, and so do two that were exchanged.

    Returns ``value_if_yes``, ``acceptance``, ``cost of`` each resource; and with cells ``weight`` and ``chance``.
    """
    arrays: dict[str, FloatArray] = {"value_if_yes": problem.value_if_yes, "acceptance": problem.acceptance}
    arrays |= {f"cost of {name}": cost for name, cost in zip(problem.resources, problem.cost, strict=True)}
    if problem.coverage is not None:
        arrays |= {"weight": problem.coverage.weight, "chance": problem.coverage.chance}
    return {name: _weighted_sum(array) for name, array in arrays.items()}


def _weighted_sum(array: FloatArray) -> float:
    factor = (_PERIOD + np.arange(_PERIOD)) / (2.0 * _PERIOD)
    whole = len(array) // _PERIOD * _PERIOD
    with np.errstate(over="ignore"):
        # Position by position within the period first: no array as large as the problem is made.
        total = np.add.reduce(array[:whole].reshape(-1, _PERIOD), axis=0)
        total[: len(array) - whole] += array[whole:]
        return min(float(np.add.reduce(total * factor)), _LARGEST)
