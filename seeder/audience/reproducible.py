"""Exponentials, logarithms and matrix products that are equal bit by bit on every processor.

Mathematical libraries choose their kernels by processor and number of threads, and these differ in the last digit. A
search that follows a slope down a valley makes a thousandth of that: it ends elsewhere. So nothing here depends on the
order of a sum or on the way in which a library approximates a function: IEEE 754 fixes the rest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seeder.problem.arrays import FloatArray

_DIGITS = 53
"""Binary digits of a float."""
_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""ln 2 in two parts; the first has 21 zeros at its end, so that whole multiples of it are exact."""
_MOST_EXPONENT = 700.0
_FEW_PRODUCTS = 20_000
"""Up to here, splitting takes longer than multiplying."""
_EXP_TERMS = tuple(1.0 / math.factorial(power) for power in range(13, -1, -1))
_LOG_TERMS = tuple(2.0 / (2 * power + 1) for power in range(11, -1, -1))


def exponential(x: FloatArray) -> FloatArray:
    """e^x to a few units in the last place; as at ±700 beyond that.

    By x = k ln 2 + r with |r| ≤ ln 2 / 2, and the first 14 terms of the series of e^r.
    """
    bounded = np.clip(x, -_MOST_EXPONENT, _MOST_EXPONENT)
    whole = np.rint(bounded * _LOG2_E)
    rest = bounded - whole * _LN2_HIGH
    rest -= whole * _LN2_LOW
    return np.ldexp(_polynomial(_EXP_TERMS, rest), whole.astype(np.int32))


def logarithm(x: FloatArray) -> FloatArray:
    """Ln x of numbers above 0, to a few units in the last place.

    By x = 2^k m with m near 1, s = (m − 1) / (m + 1), and the first 12 terms of ln m = 2 Σ s^(2n + 1) / (2n + 1).
    """
    mantissa, exponent = np.frexp(x)
    is_low = mantissa < math.sqrt(0.5)
    mantissa = np.where(is_low, 2.0 * mantissa, mantissa)
    exponent = exponent - is_low
    ratio = (mantissa - 1.0) / (mantissa + 1.0)
    result: FloatArray = exponent * _LN2_LOW + ratio * _polynomial(_LOG_TERMS, ratio * ratio)
    result += exponent * _LN2_HIGH
    return result


def _polynomial(terms: tuple[float, ...], x: FloatArray) -> FloatArray:
    """Horner's scheme, the term of the highest power first."""
    found = np.full_like(x, terms[0])
    for term in terms[1:]:
        found *= x
        found += term
    return found


def inner(left: FloatArray, right: FloatArray) -> float:
    """Σ left · right."""
    return float(np.add.reduce(left * right))


def products_of_rows(left: FloatArray, right: FloatArray) -> FloatArray:
    """Σ_k left_ik · right_jk, shape (n_rows of left, n_rows of right).

    Small matrices are multiplied number by number. In larger ones, each row is split into a power of 2 times whole
    numbers of few digits: sums of their products are exact in any order, and so with any library, any kernel and any
    number of threads. What is left out is 2^-40 of the product of the largest numbers of both rows, about.

    References
    ----------
    Ozaki, K., Ogita, T., Oishi, S. & Rump, S. M. (2012), "Error-free transformations of matrix multiplication by using
    fast routines of matrix multiplication and its applications", Numerical Algorithms 59.
    """
    if left.size * len(right) <= _FEW_PRODUCTS:
        few: FloatArray = np.add.reduce(left[:, None, :] * right, axis=2)
        return few
    first = _split_rows(left)
    second = first if right is left else _split_rows(right)
    crossed = np.concatenate((first.high, first.low), axis=1) @ np.concatenate((second.low, second.high), axis=1).T
    found: FloatArray = first.high @ second.high.T + crossed * 2.0**-first.digits
    found *= first.unit[:, None]
    found *= second.unit
    return found


@dataclass(frozen=True, eq=False)
class _SplitRows:
    """A matrix whose rows are, but for 2^-40 of their largest number, unit · (high + 2^-digits · low)."""

    high: FloatArray
    low: FloatArray
    """Whole numbers up to 2^digits in size, shape (n_rows, n_columns)."""
    unit: FloatArray
    """A power of 2 for each row, shape (n_rows,)."""
    digits: int
    """Binary digits of each whole number."""


def _split_rows(matrix: FloatArray) -> _SplitRows:
    digits = (_DIGITS - max(matrix.shape[1] - 1, 0).bit_length()) // 2
    _, exponent = np.frexp(np.maximum(matrix.max(axis=1, initial=0.0), -matrix.min(axis=1, initial=0.0)))
    unit = np.ldexp(1.0, exponent - digits)
    scaled = matrix / unit[:, None]
    high = np.rint(scaled)
    scaled -= high
    scaled *= 2.0**digits
    return _SplitRows(high, np.rint(scaled), unit, digits)
