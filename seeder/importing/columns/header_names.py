"""Makes column names from headers: one line each, unique, never blank."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from seeder.importing.raw_cells import RawCell

_LONGEST = 200
# Soft hyphens, zero-width characters, marks of direction, byte-order marks.
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def header_text(cell: RawCell) -> str:
    """Text of a header on one line: line breaks, special and repeated blanks are one blank, hidden characters none."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return " ".join(_HIDDEN.sub("", str(cell)).split())


def unique_names(texts: Sequence[str]) -> tuple[str, ...]:
    """One name a column: ``Followers (2)`` for the second of a name without regard to case, ``column 7`` for none.

    Names are at most 200 characters long. A number that another header already has is passed over.
    """
    wanted = [text[:_LONGEST].rstrip() or f"column {position}" for position, text in enumerate(texts, start=1)]
    # A header as it stood goes before a name that is made up.
    first_of: dict[str, int] = {}
    for position, text in enumerate(texts):
        if text:
            first_of.setdefault(wanted[position].casefold(), position)
    taken = set(first_of)
    next_number: dict[str, int] = {}
    names = []
    for position, name in enumerate(wanted):
        key = name.casefold()
        if first_of.setdefault(key, position) != position:
            number = next_number.get(key, 2)
            while f"{key} ({number})" in taken:
                number += 1
            next_number[key] = number + 1
            name = f"{name} ({number})"
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def combined(parent: Sequence[str], child: Sequence[str]) -> list[str]:
    """Headers of two rows as one: ``Instagram Followers``; one alone where the other is blank or the same."""
    return [
        low if not high or high.casefold() == low.casefold() else f"{high} {low}".strip()
        for high, low in zip(parent, child, strict=True)
    ]
