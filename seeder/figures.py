"""Format numbers, counts and lists for people."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

UNITS_OF_VALUE = {"reach": "people", "clicks": "clicks", "conversions": "conversions"}
"""Objective → what its values count."""


def number(value: float) -> str:
    """Write a number for people: at least three digits that matter, thousands grouped, no exponent.

    A number that lies no further from a whole one than sums of floats round is written as that.
    """
    size = abs(value)
    if size >= 1000 or math.isclose(value, round(value), rel_tol=1e-12):
        return f"{value:,.0f}"
    if size >= 100:
        return f"{value:.0f}"
    if size >= 10:
        return f"{value:.1f}"
    if size >= 1:
        return f"{value:.2f}".rstrip("0").rstrip(".")
    text = f"{value:.3g}"
    return text if "e" not in text else f"{value:.10f}".rstrip("0").rstrip(".") or "0"


def exact(value: float) -> str:
    """Write an amount with all its digits, thousands grouped."""
    text = f"{value:,.9f}".rstrip("0").rstrip(".")
    return text or "0"


def percent(share: float) -> str:
    """Write a share of 0–1 as a percentage: '5%', '0.25%', '<0.01%'.

    A share that differs from 1 by what sums of floats round is written as 1.
    """
    if math.isclose(share, 1, rel_tol=1e-12):
        return "100%"
    if 0 < share < 0.0001:
        return "<0.01%"
    if 0.9999 < share < 1:
        return ">99.99%"
    return f"{100 * share:.3g}%" if share < 0.1 else f"{100 * share:.1f}".rstrip("0").rstrip(".") + "%"


def percent_or_more(share: float) -> str:
    """Write a share as a percentage of three digits, rounded up: it claims no more than was shown."""
    if share <= 0:
        return "0%"
    step = 10.0 ** (math.floor(math.log10(100 * share)) - 2)
    return percent(min(1.0, math.ceil(100 * share / step * (1 - 1e-12)) * step / 100))


def nearest_round(value: float, room: float) -> float:
    """Return the roundest number that is no further than ``room`` from a value above 0.

    Of units, the largest counts of which a multiple lies that near: 100, 50, 25, 10, 5, 1, 0.5, 0.25, 0.1 … A number of
    one or two digits is round.

    >>> [nearest_round(value, 10) for value in (133.3, 266.7, 1875, 1200)]
    [125.0, 275.0, 1875.0, 1200]
    """
    if room <= 0 or value <= 0 or float(f"{value:.2g}") == value:
        return value
    largest = math.floor(math.log10(value)) + 1
    for power in range(largest, math.floor(math.log10(room)) - 1, -1):
        for part in (10, 5, 2.5):
            unit = part * 10.0 ** (power - 1)
            near = float(f"{round(value / unit) * unit:.12g}")
            # Nobody counts by 2.5, or by 0.025.
            is_usual = part != 2.5 or power > 1 or power == 0
            if is_usual and abs(near - value) <= room:
                return near
    return value


def amount(value: float, resource: str, currency: Mapping[str, str] | None = None) -> str:
    """Write an amount of a resource: '2.5 h' of effort, '400 cash', or '400 EUR' where it has a currency."""
    return f"{exact(value)} h" if resource == "effort" else f"{exact(value)} {(currency or {}).get(resource, resource)}"


def hours(value: float) -> str:
    """Write working hours: '1 hour', '2.5 hours'."""
    return "1 hour" if value == 1 else f"{exact(value)} hours"


def unit_of(resource: str, currency: Mapping[str, str]) -> str:
    """What follows an amount of a resource other than effort: 'EUR', '(cash)'.

    Where two resources have the same currency, the name follows the code: 'EUR (cash)'.
    """
    code = currency.get(resource)
    if code is None:
        return f"({resource})"
    return code if list(currency.values()).count(code) == 1 else f"{code} ({resource})"


def amount_in_words(value: float, resource: str, currency: Mapping[str, str]) -> str:
    """Write an amount of a resource in words: '2.5 hours', '400 (cash)', '400 EUR'."""
    return hours(value) if resource == "effort" else f"{exact(value)} {unit_of(resource, currency)}"


def counted(count: int, one: str, several: str = "") -> str:
    """Write a number with its noun: '1 row', '2,000 rows'; its plural where that takes more than an s."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def listed(words: Sequence[str], n_more: int = 0) -> str:
    """Write a list of words: 'a', 'a and b', 'a, b and 1,000 more'."""
    parts = [*words, f"{n_more:,} more"] if n_more > 0 else words
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
