"""Decides whether the shares of a column are written from 0 to 1 or per cent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum
from statistics import median

from seeder.importing.numbers.number_cells import Decision, NumberStyle, is_per_cent, parse_cell
from seeder.importing.raw_cells import RawCell

_N_EXAMPLES = 3
_USUAL = 0.2
_LEAST_MANY = 10
_MOST_OVER_ONE = 0.1
_LEAST_APART = 0.5


class ShareUnit(Enum):
    """What a share without a sign is written in."""

    ONE = "from 0 to 1"
    PER_CENT = "per cent"


def decide_share(cells: Sequence[RawCell], style: NumberStyle) -> Decision[ShareUnit]:
    """Decide whether shares without a sign are from 0 to 1 or per cent.

    Beside cells with a sign, the unit that brings the others nearer to them in ratio decides. Alone, numbers over 1 are
    per cent, and numbers up to 1 are from 0 to 1, unless hardly any is over 1 and the usual one is under 0.2.
    """
    signed: list[float] = []
    bare: list[float] = []
    shown: list[str] = []
    for cell in cells:
        value = parse_cell(cell, style)
        if value is None:
            continue
        if is_per_cent(cell):
            signed.append(value)
        else:
            bare.append(value)
            if len(shown) < _N_EXAMPLES:
                shown.append(str(cell)[:20])
    examples = tuple(shown)
    if not bare:
        return Decision(ShareUnit.ONE, True, "every share has a per cent sign" if signed else "there are no shares")
    sizes = [abs(value) for value in bare if value != 0.0]
    if not sizes:
        return Decision(ShareUnit.ONE, True, "every share without a per cent sign is 0", len(bare), examples)
    usual, largest = median(sizes), max(sizes)
    others = [abs(value) for value in signed if value != 0.0]
    if others:
        as_one, as_per_cent = (abs(math.log10(usual / factor / median(others))) for factor in (1.0, 100.0))
        unit = ShareUnit.ONE if as_one < as_per_cent else ShareUnit.PER_CENT
        is_certain = abs(as_one - as_per_cent) > _LEAST_APART and not (unit is ShareUnit.ONE and largest > 1.0)
        words = f"{unit.value} without a per cent sign, because that fits the {len(signed):,} cells with one"
        return Decision(unit, is_certain, words, len(bare), examples)
    n_over = sum(size > 1.0 for size in sizes)
    if n_over == 0 or (usual < _USUAL and n_over < _MOST_OVER_ONE * len(sizes)):
        is_certain = n_over == 0 and len(sizes) >= _LEAST_MANY and usual < _USUAL
        words = (
            "from 0 to 1, because none is over 1" if n_over == 0 else f"from 0 to 1, because only {n_over:,} are over 1"
        )
        return Decision(ShareUnit.ONE, is_certain, words, len(bare), examples)
    words = f"per cent, because {n_over:,} of {len(sizes):,} are over 1; no cell has a per cent sign"
    return Decision(ShareUnit.PER_CENT, False, words, len(bare), examples)


def parse_share(cell: RawCell, style: NumberStyle, unit: ShareUnit) -> float | None:
    """Parse a share as a number of 1; None if it is blank or holds no single number.

    Nothing is refused for being over 1: that is for who knows what the share is of.
    """
    value = parse_cell(cell, style)
    if value is None or unit is ShareUnit.ONE or is_per_cent(cell):
        return value
    # Dividing the decimal rounds once: 3.4 is 0.034 and not the float beside it.
    text = repr(value)
    return value / 100.0 if "e" in text else float(f"{text}e-2")
