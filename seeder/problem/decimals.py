"""Exact sums of costs as the decimals that users wrote, not as binary floats.

0.1 + 0.2 is 0.3 to a person who wrote a budget of 0.3. A float that was read from a short decimal is told by its
shortest representation, so costs are summed as those decimals, exactly.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from seeder.problem.arrays import FloatArray, IntArray

BUDGET_TOLERANCE = Fraction(1, 10**9)
"""What a sum of costs may lie above its budget, in the resource's unit."""

_LARGEST_EXACT = 2**53
_LARGEST_SURE = 2**50
_MOST_DIGITS = 9


def as_written(value: float) -> Fraction:
    """Return the decimal that a float was read from: the shortest that reads back as the same float."""
    return Fraction(repr(float(value)))


def exact_sum(values: FloatArray) -> Fraction:
    """Sum of the decimals as written, without any rounding; values are 0 or more, shape (n,)."""
    short = as_whole_numbers(values)
    # Two decimals of so few digits never share a float: the whole numbers are those of the shortest representations.
    if short is not None and float(short[0].max(initial=0)) < _LARGEST_SURE:
        return Fraction(int(short[0].sum()), 10 ** short[1])
    by_exponent: dict[int, int] = {}
    for value in values.tolist():
        mantissa, exponent = _decimal_parts(repr(value))
        by_exponent[exponent] = by_exponent.get(exponent, 0) + mantissa
    return sum(
        (Fraction(mantissa) * Fraction(10) ** exponent for exponent, mantissa in by_exponent.items()), Fraction()
    )


def _decimal_parts(text: str) -> tuple[int, int]:
    digits, _, power = text.partition("e")
    whole, _, part = digits.partition(".")
    return int(whole + part), int(power or 0) - len(part)


def fits(spent: Fraction, budget: float) -> bool:
    """Whether Σ costs ≤ budget within the tolerance; an infinite budget holds everything."""
    return budget == float("inf") or spent <= as_written(budget) + BUDGET_TOLERANCE


def as_whole_numbers(cost: FloatArray) -> tuple[IntArray, int] | None:
    """Write decimals as whole numbers of their last digit: cost = whole / 10^digits, exactly.

    ``cost``: numbers of 0 or more, any shape. Returns the whole numbers and how many digits they were shifted by (at
    most 9); None where no such shift is exact or the total of a row would leave the range in which integers are exact
    as floats (2^53).
    """
    for digits in range(_MOST_DIGITS + 1):
        scale = 10.0**digits
        whole = np.rint(cost * scale)
        if cost.size and float(whole.sum(axis=-1).max() if cost.ndim > 1 else whole.sum()) >= _LARGEST_EXACT:
            return None
        if bool((whole / scale == cost).all()):
            return whole.astype(np.int64), digits
    return None


def as_exact_whole_numbers(cost: FloatArray) -> tuple[npt.NDArray[Any], int]:
    """Write a list of decimals as whole numbers of their last digit, however many digits that takes.

    Returns cost · 10^digits, shape of ``cost``: int64 where :func:`as_whole_numbers` finds a form, else Python integers
    of any length in an object array; and the digits.
    """
    short = as_whole_numbers(cost)
    if short is not None:
        return short
    parts = [_decimal_parts(repr(value)) for value in cost.tolist()]
    digits = max(0, -min((exponent for mantissa, exponent in parts if mantissa), default=0))
    whole = np.empty(len(parts), dtype=object)
    whole[:] = [mantissa * 10 ** (exponent + digits) if mantissa else 0 for mantissa, exponent in parts]
    return whole, digits


def whole_budget(budget: float, digits: int) -> int:
    """Largest whole number of last digits within a budget and its tolerance: ⌊(budget + 1e-9) · 10^digits⌋."""
    scaled = (as_written(budget) + BUDGET_TOLERANCE) * 10**digits
    return int(scaled.numerator // scaled.denominator)
