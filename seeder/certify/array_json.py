"""Write arrays as JSON and read them back: short ones whole, sparse ones as positions and values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from seeder.errors import ProblemError
from seeder.problem.arrays import FloatArray, IntArray
from seeder.problem.seeding import SeedingProblem

_SPARSE_FROM = 16
"""Arrays at least this long are written as positions and values where fewer than a third of them is not 0."""


_LARGEST_SIZE = 2**26
MOST_NUMBERS_OF_A_TREE = 30_000_000
"""Numbers in all nodes of a tree, zeros among them: many times what a search writes."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Limits on the length of a certificate's arrays, as a short file may ask for arrays of any length."""

    # resources, rules, cells: numbers of each that the problem has; where no problem is at hand, what an ordinary
    # machine bears.
    resources: int = _LARGEST_SIZE
    rules: int = _LARGEST_SIZE
    cells: int = _LARGEST_SIZE

    @classmethod
    def of(cls, problem: SeedingProblem) -> Sizes:
        """Return the sizes of a problem."""
        n_cells = 0 if problem.coverage is None else problem.coverage.n_cells
        return cls(resources=problem.n_resources, rules=len(problem.rules), cells=n_cells)

    def most(self, name: str) -> int:
        """Largest length of an array, by its name in the document."""
        if name == "resource_multiplier":
            return self.resources
        return self.rules if name in ("at_least_multiplier", "at_most_multiplier") else self.cells


def size_of(written: Any) -> int:
    """Length of a written array, read before any number is made; 0 if it is no array."""
    if isinstance(written, list):
        return len(written)
    size = written.get("size") if isinstance(written, Mapping) else None
    return size if type(size) is int and size > 0 else 0


def write_array(array: FloatArray) -> list[float] | dict[str, Any]:
    """Write numbers for JSON."""
    positions = np.flatnonzero(array)
    if len(array) < _SPARSE_FROM or 3 * len(positions) >= len(array):
        numbers: list[float] = array.tolist()
        return numbers
    return {"size": len(array), "at": positions.tolist(), "values": array[positions].tolist()}


def read_array(name: str, written: Any, *, most: int) -> FloatArray:
    """Read what :func:`write_array` wrote; raises ProblemError for anything else, or for more than ``most`` numbers."""
    if size_of(written) > most:
        raise ProblemError(f"certificate.{name}: has {size_of(written):,} numbers, expected at most {most:,}")
    if isinstance(written, list):
        return _numbers(name, written)
    if not isinstance(written, Mapping) or set(written) != {"size", "at", "values"}:
        raise ProblemError(f"certificate.{name}: expected a list, or size, at and values")
    size, at, values = written["size"], written["at"], written["values"]
    if type(size) is not int or not isinstance(at, list) or not isinstance(values, list):
        raise ProblemError(f"certificate.{name}: size must be a count, at and values lists")
    if size < 0:
        raise ProblemError(f"certificate.{name}: size must be a count")
    is_within = set(map(type, at)) <= {int} and (not at or (min(at) >= 0 and max(at) < size))
    if len(at) != len(values) or not is_within:
        raise ProblemError(f"certificate.{name}: each value needs a position within 0 … {size - 1}")
    if len(set(at)) != len(at):
        raise ProblemError(f"certificate.{name}: a position appears twice")
    array = np.zeros(size)
    array[np.array(at, dtype=np.int64)] = _numbers(name, values)
    return array


def _numbers(name: str, values: list[Any]) -> FloatArray:
    if not set(map(type, values)) <= {int, float}:
        raise ProblemError(f"certificate.{name}: expected numbers only")
    try:
        return np.array(values, dtype=np.float64)
    except OverflowError as error:
        raise ProblemError(f"certificate.{name}: a number leaves the range of floating-point numbers") from error


def read_positions(name: str, written: Any) -> IntArray:
    """Read a list of positions of 0 or more. Raises ProblemError where it holds anything else."""
    if not isinstance(written, list) or not set(map(type, written)) <= {int}:
        raise ProblemError(f"certificate.{name}: expected a list of positions")
    if written and not (min(written) >= 0 and max(written) < 2**62):
        raise ProblemError(f"certificate.{name}: a position lies outside 0 … 2^62")
    return np.array(written, dtype=np.int64)
