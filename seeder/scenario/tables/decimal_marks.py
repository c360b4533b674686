"""The decimal mark of tables with semicolons between cells: a comma, as spreadsheets write it, or a point.

A mark is taken only if every number of the table agrees with it: 0,5 shows a comma, 0.5 a point, and 12 neither. A cell
such as 1.234 may be read both ways, and some other number has to show which; in a column of whole numbers, such as
followers, it shows the comma, for nobody has 1.234 followers. Semicolons go with decimal commas, so 1,234 shows no
point there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from seeder.engine.table import Cell, Table
from seeder.errors import Place
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.numbers import parse_number, shown_cell
from seeder.scenario.tables.columns import SIGNAL_COLUMNS, TABLES, Kind
from seeder.scenario.tables.effort_columns import is_effort

_NUMBERS_BY_OTHER_NAMES = ("overrides", "clicks")
"""Tables in which columns of other names, such as resources, hold numbers too."""

_RULE = (
    "In a table with ; between cells, all numbers must have the same decimal mark, and at least one number "
    "must show which one"
)


@dataclass(frozen=True, slots=True)
class NumberCells:
    """A column of numbers."""

    name: str
    cells: Iterable[Cell]
    place: Callable[[int], Place]  # position of a cell → where it is
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    """The first cell of a kind."""

    text: str
    name: str
    place: Place


def with_decimal_mark(table: Table, kind: str, log: IssueLog) -> Table | None:
    """Find the decimal mark of a table if semicolons stand between its cells; None if its numbers leave it open."""
    if table.delimiter == ",":
        return table
    decimal = decide_decimal_mark(table.source, list(_number_columns(table, kind)), log)
    return None if decimal is None else replace(table, decimal=decimal)


def decide_decimal_mark(source: str, columns: Iterable[NumberCells], log: IssueLog) -> str | None:
    """Find the decimal mark of a table with semicolons between cells, and note it; None and an issue if in doubt."""
    seen: dict[str, _Seen] = {}
    for column in columns:
        texts: set[str] = set()
        for position, cell in enumerate(column.cells):
            if isinstance(cell, str) and cell not in texts:
                texts.add(cell)
                shows = _what_shows(cell, is_whole=column.is_whole)
                if shows and shows not in seen:
                    seen[shows] = _Seen(cell, column.name, column.place(position))
    if "," in seen and "." in seen:
        point, comma = seen["."], seen[","]
        log.report(
            point.place,
            f"{point.name} is {shown_cell(point.text)}, but {comma.name} is {shown_cell(comma.text)} at {comma.place}",
            _RULE,
            "Write all numbers with ',' as decimal mark, or all with '.'",
        )
        return None
    if "?" in seen and not {",", "."} & seen.keys():
        doubt = seen["?"]
        log.report(
            doubt.place,
            f"{doubt.name} is {shown_cell(doubt.text)}: that may be a thousand times more or less",
            _RULE,
            f"Write {doubt.text.replace(',', '').replace('.', '')} if thousands are grouped; else save the table with"
            " commas between cells and '.' as decimal mark",
        )
        return None
    decimal = "," if "," in seen else "."
    mark = f" and {decimal} as decimal mark" if decimal in seen else ""
    log.note(f"{source} is read with ; between cells{mark}")
    return decimal


def _number_columns(table: Table, kind: str) -> Iterator[NumberCells]:
    known = {column.name: column for column in TABLES[kind]}
    others = set(SIGNAL_COLUMNS) if kind == "accounts" else set()
    for name, cells in table.columns.items():
        column = known.get(name)
        is_number = name in others if column is None else column.kind is Kind.NUMBER
        if column is None and kind in _NUMBERS_BY_OTHER_NAMES:
            is_number = all(_is_number(cell) for cell in cells)
        elif column is None and kind == "accounts":
            is_number |= is_effort(name, cells)
        if is_number:
            # Exports of clicks count, whatever their columns are called.
            is_whole = kind == "clicks" if column is None else column.is_whole
            yield NumberCells(name, cells, partial(table.place, column=name), is_whole)


def _is_number(cell: Cell) -> bool:
    return not isinstance(cell, str) or not cell or any(parse_number(cell, mark) is not None for mark in ",.")


def _what_shows(text: str, *, is_whole: bool) -> str:
    """The mark that a cell shows, ``?`` if it may be read both ways; '' if both readings agree, or none holds."""
    point, comma = parse_number(text), parse_number(text, ",")
    if point == comma:
        return ""
    if point is None or comma is None:
        return "," if point is None else "."
    return "," if is_whole and not point.is_integer() else "?"
