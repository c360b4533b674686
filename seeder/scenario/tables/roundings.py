"""How far the true number may be from a rounded one, such as 12% or 1.2k; a count written out is exact."""

from __future__ import annotations

from decimal import Decimal

from seeder.engine.table import Cell, text_of
from seeder.scenario.numbers import with_point

_FEWEST_DECIMALS = 2
_ENDINGS = "%kMB"
_DECIMALS = {"%": 2, "k": -3, "M": -6, "B": -9}


def rounding_of_share(cell: Cell, decimal: str = ".") -> float:
    """Half a unit of the last decimal of a share, two decimals at least: 0.005 for 12%, 0.12 and 0.1."""
    decimals, _ = _decimals(cell, decimal)
    return 0.5 * 10.0 ** -max(_FEWEST_DECIMALS, decimals)


def rounding_of_count(cell: Cell, decimal: str = ".") -> float:
    """Half a unit of the last digit before a suffix or exponent: 50 for 1.2k, 1.2e3; 0 for a count written out."""
    decimals, has_ending = _decimals(cell, decimal)
    return 0.5 * 10.0**-decimals if has_ending else 0.0


def _decimals(cell: Cell, decimal: str) -> tuple[int, bool]:
    """Decimals to which a number was written, below 0 for thousands and more, and whether it has a suffix for them."""
    text = with_point(cell) if isinstance(cell, str) and decimal != "." else text_of(cell)
    plain = text.rstrip(_ENDINGS)
    if "e" in plain.lower():
        decimals = -int(Decimal(plain).as_tuple().exponent)
        return decimals, decimals < 0
    point = plain.find(".")
    decimals = 0 if point < 0 else len(plain) - point - 1
    if len(plain) == len(text):
        return decimals, False
    return decimals + sum(_DECIMALS[ending] for ending in text[len(plain) :]), True
