"""Finds the column of effort in the accounts table by any of its names: effort, hours, h, Stunden.

A word such as ``time`` may name something else too, so a column is one of effort only if its cells are numbers of
hours: most of them, as the others are mistakes to report. ``effort`` itself always is.
"""

from __future__ import annotations

from collections.abc import Sequence

from seeder.engine.table import Cell, Table
from seeder.errors import Place
from seeder.scenario.document.effort_words import EFFORT, resource_of
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.numbers import parse_number

_MOST_LOOKED_AT = 2_000
_LEAST_NUMBERS = 0.5
"""More of the cells that are filled must be numbers of hours."""
MOST_HOURS = 1_000
"""Larger numbers are times since some day, or seconds."""


def effort_headers(table: Table) -> list[str]:
    """Headers of the columns of effort, in the table's order."""
    return [name for name, cells in table.columns.items() if is_effort(name, cells)]


def is_effort(name: str, cells: Sequence[Cell]) -> bool:
    """Whether a column of the accounts table has the effort of asking."""
    return name == EFFORT or (resource_of(name) == EFFORT and _are_hours(cells[:_MOST_LOOKED_AT]))


def effort_header(table: Table, log: IssueLog) -> str:
    """Header of the column of effort, ``effort`` if there is none; a second such column is an issue."""
    first, *others = effort_headers(table) or [EFFORT]
    for name in others:
        log.report(
            Place(table.source, table.header_line, name),
            f"the columns {first!r} and {name!r} are the same",
            f"{name if name != EFFORT else first} is another word for effort, working hours",
            "Keep one of the two columns",
        )
    return first


def _are_hours(cells: Sequence[Cell]) -> bool:
    filled = [cell for cell in cells if cell is not None and cell != "" and cell == cell]
    return sum(map(_is_hours, filled)) > _LEAST_NUMBERS * len(filled)


def _is_hours(cell: Cell) -> bool:
    if isinstance(cell, str):
        numbers = (parse_number(cell, mark) for mark in ".,")
        return any(number is not None and number <= MOST_HOURS for number in numbers)
    return isinstance(cell, int | float) and not isinstance(cell, bool) and cell <= MOST_HOURS
