"""Products of floats rounded up, so that certified bounds hold in exact arithmetic."""

from __future__ import annotations

import numpy as np

from seeder.problem.arrays import BoolArray, FloatArray

_SPLIT = 2.0**27 + 1.0


def products_up(left: FloatArray, right: FloatArray) -> FloatArray:
    """Elementwise left · right: the float product, or the next float above it where that is below the exact product.

    ``left``, ``right``: numbers of 0 or more, finite, of one shape.

    Source: Dekker, A floating-point technique for extending the available precision, 1971.
    """
    product = left * right
    raised: FloatArray = np.nextafter(product, np.inf, out=product.copy(), where=_is_below(product, left, right))
    return raised


def _is_below(product: FloatArray, left: FloatArray, right: FloatArray) -> BoolArray:
    """Whether float products are below the exact ones: m · n = p + e for mantissas, where p and e are floats."""
    m, power_m = np.frexp(left)
    n, power_n = np.frexp(right)
    p = m * n
    high_m, low_m = _halves(m)
    high_n, low_n = _halves(n)
    e = ((high_m * high_n - p) + high_m * low_n + low_m * high_n) + low_m * low_n
    # The product itself may have been rounded once more, where it left the range of normal numbers.
    with np.errstate(over="ignore"):
        lost = p - np.ldexp(product, -(power_m + power_n))
    is_below: BoolArray = (lost > 0) | ((lost == 0) & (e > 0))
    return is_below


def _halves(mantissa: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Two floats of 26 digits each whose sum a mantissa is."""
    large = _SPLIT * mantissa
    high = large - (large - mantissa)
    return high, mantissa - high
