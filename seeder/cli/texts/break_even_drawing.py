"""The break-even line as a drawing of text: hours to the right, the chance of a yes upward."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from seeder.figures import exact, percent

if TYPE_CHECKING:
    from seeder.analysis.exchange.answer import LinePoint

_ROWS = 10
_COLUMNS_BETWEEN = 7
"""Cells from one point to the next."""
_ROOM = 1.15
"""The drawing reaches above its largest number by this factor."""


def draw_line(line: Sequence[LinePoint], *, effort: float, acceptance: float) -> list[str]:
    """Draw from which chance of a yes an account is worth asking; nothing where that is known at no effort.

    Between two points the line is drawn straight; where the account is never worth asking, nothing is drawn. Of a
    bracket, the upper end is drawn: from there on it is proved.

    Parameters
    ----------
    line
        Its points by rising effort [hours], evenly apart.
    effort, acceptance
        Where the account is today: the X.
    """
    known = [point.acceptance[1] for point in line if point.acceptance is not None]
    if not known or len(line) < 2 or line[-1].effort <= line[0].effort:
        return []
    top = min(1.0, _ROOM * max(*known, acceptance)) or 1.0
    width = (len(line) - 1) * _COLUMNS_BETWEEN + 1
    cells = [[" "] * width for _ in range(_ROWS)]
    for column in range(width):
        threshold = _threshold_at(line, column)
        if threshold is None:
            continue
        at = _row_of(threshold, top)
        for row in range(at + 1, _ROWS):
            cells[row][column] = "."
        cells[at][column] = "#"
    place = round((effort - line[0].effort) / (line[-1].effort - line[0].effort) * (width - 1))
    if 0 <= place < width:
        cells[_row_of(acceptance, top)][place] = "X"
    titles = [percent(float(f"{top * (row + 0.5) / _ROWS:.2g}")) for row in range(_ROWS)]
    margin = max(map(len, titles))
    drawn = [f"{titles[row]:>{margin}} |{''.join(cells[row])}".rstrip() for row in reversed(range(_ROWS))]
    drawn.append(f"{'':>{margin}} +{'-' * width}")
    drawn.append(f"{'':>{margin}}  {_axis(line)}")
    return drawn


def _threshold_at(line: Sequence[LinePoint], column: int) -> float | None:
    before, beyond = divmod(column, _COLUMNS_BETWEEN)
    left = line[before].acceptance
    if beyond == 0 or left is None:
        return None if left is None else left[1]
    right = line[before + 1].acceptance
    if right is None:
        return None
    part = beyond / _COLUMNS_BETWEEN
    return (1 - part) * left[1] + part * right[1]


def _row_of(acceptance: float, top: float) -> int:
    return min(_ROWS - 1, int(acceptance / top * _ROWS))


def _axis(line: Sequence[LinePoint]) -> str:
    """Hours below every second point."""
    text = ""
    for position, point in enumerate(line):
        if position % 2 == 0:
            text = text.ljust(position * _COLUMNS_BETWEEN) + exact(round(point.effort, 2))
    return f"{text} hours"
