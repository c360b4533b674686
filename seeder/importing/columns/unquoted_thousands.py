"""Joins numbers that were split at their own commas: ``269,123,332`` without quotes, in a text without a header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from seeder.importing.raw_cells import RawCell

_FIRST = re.compile(r"\s*[1-9]\d{0,2}")
_NEXT = re.compile(r"\d{3}\s*")
_FEWEST_ROWS = 3


def unquoted_thousands(body: Sequence[Sequence[RawCell]]) -> list[range]:
    """Runs of columns that are one number: one to three digits, then three in every row, some of them behind a 0.

    Columns of their own hold ``72`` and not ``072``: without such a cell, three digits in every row prove nothing.
    """
    widths = {len(row) for row in body}
    if len(body) < _FEWEST_ROWS or len(widths) != 1:
        return []
    columns = list(zip(*body, strict=True))
    found = []
    start = 0
    while start < len(columns):
        stop = start + 1
        if _all_match(_FIRST, columns[start]):
            while stop < len(columns) and _all_match(_NEXT, columns[stop]):
                stop += 1
        if any(str(cell).startswith("0") for column in columns[start + 1 : stop] for cell in column):
            found.append(range(start, stop))
        start = stop
    return found


def joined_at(row: Sequence[RawCell], runs: Sequence[range], mark: str) -> list[RawCell]:
    """A row with the cells of each run put together again."""
    cells: list[RawCell] = []
    position = 0
    for run in runs:
        cells += row[position : run.start]
        cells.append(mark.join(str(row[index]).strip() for index in run))
        position = run.stop
    return [*cells, *row[position:]]


def _all_match(pattern: re.Pattern[str], cells: Sequence[RawCell]) -> bool:
    return all(isinstance(cell, str) and pattern.fullmatch(cell) is not None for cell in cells)
