"""Convert input to read-only arrays of one type, and refuse values that are invalid or out of range."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from seeder.argument_kinds import in_words, type_in_words
from seeder.errors import ProblemError
from seeder.foreign_numbers import number_array, refuse_masked

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
CellArray = npt.NDArray[np.int32]
"""Positions of cells: there are fewer than 2^31, and matrices of them are large."""
BoolArray = npt.NDArray[np.bool_]


def frozen_floats(name: str, values: npt.ArrayLike, *, n_dimensions: int = 1) -> FloatArray:
    """Copy to a read-only float64 array; a flat list stands for one row where two dimensions are expected.

    A 32-bit float is read as the shortest decimal that it stands for: 0.1, not 0.10000000149011612.

    Raises ProblemError where the values are not numbers, are masked or NaN, or have another number of dimensions.
    """
    try:
        array = number_array(values)
    except (TypeError, ValueError, OverflowError) as error:
        raise ProblemError(f"{name}: expected numbers ({error})") from error
    if n_dimensions == 2 and array.ndim == 1:
        array = array[None, :]
    if array.ndim != n_dimensions:
        raise ProblemError(f"{name}: expected {n_dimensions} dimension(s), found shape {array.shape}")
    if np.isnan(array).any():
        raise ProblemError(f"{name}: found NaN at position {_first(np.isnan(array))}")
    array.setflags(write=False)
    return array


def frozen_positions(name: str, values: npt.ArrayLike, *, size: int) -> IntArray:
    """Copy to a read-only int64 array; raises ProblemError for what is no whole number, or outside 0 … size − 1."""
    array = whole_numbers(name, values)
    outside = (array < 0) | (array >= size)
    if outside.any():
        at = _first(outside)
        raise ProblemError(f"{name}: position {at} holds {array[at]}, outside 0 … {size - 1}")
    array.setflags(write=False)
    return array


def whole_numbers(name: str, values: npt.ArrayLike) -> IntArray:
    """Copy a flat list to an int64 array; raises ProblemError for what is masked, not whole, or beyond 64 bits."""
    try:
        refuse_masked(values)
        raw = np.asarray(values)
    except ValueError as error:
        raise ProblemError(f"{name}: expected a list of whole numbers ({error})") from error
    if raw.size == 0:
        raw = raw.astype(np.int64)
    if raw.ndim != 1 or raw.dtype.kind not in "iu":
        found = type_in_words(raw.dtype.kind) if raw.ndim == 1 else in_words(values)
        shape = f" of shape {raw.shape}" if raw.ndim > 1 else ""
        raise ProblemError(f"{name}: expected a list of whole numbers, found {found}{shape}")
    return np.array(raw, dtype=np.int64)


def whole_number(name: str, value: object, *, low: int) -> int:
    """Return a whole number of at least ``low``, or raise ProblemError; 2.0 counts as one, true and false do not."""
    number: int | None = None
    is_int = isinstance(value, int | np.integer) and not isinstance(value, bool | np.timedelta64)
    if is_int or (isinstance(value, float | np.floating) and value == np.floor(value) and math.isfinite(value)):
        number = int(value)  # type: ignore[call-overload]
    if number is None or number < low:
        raise ProblemError(f"{name}: expected a whole number of {low} or more, found {in_words(value)}")
    return number


def real_number(name: str, value: object) -> float:
    """Return a number as a float, infinity included; a 32-bit float as the shortest decimal that it stands for.

    Raises ProblemError where it is no number, NaN, or a whole number beyond the range of floats.
    """
    try:
        number = number_array(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        number = None
    if number is None or number.ndim or isinstance(value, bool | np.bool_) or np.isnan(number):
        raise ProblemError(f"{name}: expected a number, found {in_words(value)}")
    return float(number)


def frozen_cells(name: str, values: npt.ArrayLike, *, n_cells: int) -> CellArray:
    """Copy to a read-only int32 array; raises ProblemError for what is no whole number, or outside 0 … n_cells − 1."""
    if n_cells >= 2**31:
        raise ProblemError(f"{name}: {n_cells:,} cells, expected fewer than 2^31")
    if isinstance(values, np.ndarray) and values.dtype == np.int32 and values.ndim == 1:
        outside = (values < 0) | (values >= n_cells)
        if not outside.any():
            array = values.copy()
            array.setflags(write=False)
            return array
    array = frozen_positions(name, values, size=n_cells).astype(np.int32)
    array.setflags(write=False)
    return array


def require_range(name: str, array: FloatArray, *, low: float, high: float) -> None:
    """Refuse values outside [low, high]. Raises ProblemError, which names the first position outside."""
    outside = (array < low) | (array > high)
    if outside.any():
        at = np.unravel_index(int(np.argmax(outside)), array.shape)
        shown = int(at[0]) if len(at) == 1 else tuple(int(part) for part in at)
        raise ProblemError(f"{name}: position {shown} holds {array[at]:g}, outside [{low:g}, {high:g}]")


def mask_of(positions: IntArray | CellArray, size: int) -> BoolArray:
    """Which of 0 … size − 1 are among some positions, shape (size,)."""
    mask = np.zeros(size, dtype=bool)
    mask[positions] = True
    return mask


def _first(mask: BoolArray) -> int:
    return int(np.argmax(mask))
