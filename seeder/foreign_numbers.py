"""Convert numbers of numpy, pandas and DuckDB to Python's and to float64; a 32-bit 0.1 becomes 0.1.

A 32-bit float that was read from 0.1 widens to 0.10000000149011612. It stands for the shortest decimal that reads back
as the same 32-bit float, which is 0.1: so it is widened through that decimal.
"""

from __future__ import annotations

import numbers
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from seeder.argument_kinds import in_words, type_in_words

_WIDE = 8
"""Bytes of a float from which on widening changes nothing."""


def shortest_decimals(array: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Widen floats of 16 or 32 bits to the shortest decimals that they stand for; wider ones stay as they are.

    >>> shortest_decimals(np.array([0.1, 0.3], dtype=np.float32)).tolist()
    [0.1, 0.3]
    """
    if array.dtype.itemsize >= _WIDE:
        return array.astype(np.float64)
    distinct, position = np.unique(array, return_inverse=True)
    decimal = distinct.astype("U32").astype(np.float64)
    return decimal[position].reshape(array.shape)


def plain_scalar(value: Any) -> Any:
    """Turn a number of numpy's into one of Python's, a masked one into None, a date or duration into its text.

    Whatever is no scalar of numpy's comes back as it is.
    """
    if value is np.ma.masked:
        return None
    if isinstance(value, np.datetime64 | np.timedelta64):
        return None if np.isnat(value) else str(value)
    if isinstance(value, np.floating):
        return float(shortest_decimals(np.asarray(value)))
    return value.item() if isinstance(value, np.generic) else value


def number_array(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Copy numbers of any type to float64.

    A value that is masked or no number is a ValueError: text, dates, durations and complex numbers are none. A whole
    number beyond the range of floats is an OverflowError.
    """
    raw = np.asanyarray(_widened(values))
    refuse_masked(raw)
    if raw.size == 0:
        return np.zeros(raw.shape)
    if raw.dtype.kind == "f":
        return shortest_decimals(np.asarray(raw))
    if raw.dtype.kind in "iub":
        return np.array(raw, dtype=np.float64)
    if raw.dtype.kind != "O":
        raise ValueError(f"found {type_in_words(raw.dtype.kind)}")
    return np.fromiter(map(_number, np.asarray(raw).reshape(-1)), np.float64, raw.size).reshape(raw.shape)


def refuse_masked(values: Any) -> None:
    """Refuse an array or a list with a masked value, naming the first: nobody knows what number is meant."""
    if isinstance(values, np.ma.MaskedArray):
        mask = np.ma.getmaskarray(values)
        if mask.any():
            at = [int(part) for part in np.unravel_index(int(np.argmax(mask)), mask.shape)]
            raise ValueError(f"the value at position {at[0] if len(at) == 1 else tuple(at)} is masked")
    elif isinstance(values, list | tuple) and any(value is np.ma.masked for value in values):
        raise ValueError("a value is masked")


def _widened(values: Any) -> Any:
    """Replace what numpy would widen or unmask without a word inside lists."""
    if not isinstance(values, list | tuple) or all(type(value) in (float, int) for value in values):
        return values
    return [_widened_part(value) for value in values]


def _widened_part(value: Any) -> Any:
    if value is np.ma.masked:
        raise ValueError("a value is masked")
    if isinstance(value, np.datetime64 | np.timedelta64):
        raise ValueError(f"found {type_in_words(value.dtype.kind)}")
    if isinstance(value, np.generic):
        return plain_scalar(value)
    if isinstance(value, np.ndarray):
        return number_array(value)
    return _widened(value)


def _number(value: Any) -> float:
    plain = plain_scalar(value)
    if not isinstance(plain, numbers.Real | Decimal):
        raise ValueError(f"found {in_words(value)}")
    return float(plain)
