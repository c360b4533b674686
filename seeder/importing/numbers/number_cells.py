"""Reads cells as numbers by the style of their column, and says why a cell is no number."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from typing import Generic, TypeVar

from seeder.importing.numbers.number_texts import read_number_text
from seeder.importing.raw_cells import RawCell, ShownPerCent, is_blank_cell

Chosen = TypeVar("Chosen")


@dataclass(frozen=True, slots=True)
class Decision(Generic[Chosen]):
    """What was decided about a whole column, and why."""

    chosen: Chosen
    is_certain: bool  # whether nothing depends on it, or the cells leave no other way
    words: str  # the decision and its reason
    n_ambiguous: int = 0  # cells that depend on it
    examples: tuple[str, ...] = ()  # up to three of them as they stood, shortened


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How numbers of a column are written; blanks, apostrophes and the other one of the two marks group digits."""

    decimal: str  # `.` or `,`
    language: str = ""  # code of the language whose words for thousands and millions count, '' if it is not known

    def __post_init__(self) -> None:
        if self.decimal not in (".", ","):
            raise ValueError(f"decimal mark: expected '.' or ',', found {self.decimal!r}")


POINT, COMMA = NumberStyle("."), NumberStyle(",")


def parse_cell(cell: RawCell, style: NumberStyle) -> float | None:
    """Parse a cell; None if it is blank or holds no single number.

    Typed numbers are themselves. ``10k+`` and ``~10k`` are 10,000, and :func:`note_on_cell` says so. ``3.4%`` is 0.034.
    """
    if isinstance(cell, str):
        number = read_number_text(cell, style.language)
        if number.with_point is None or number.with_comma is None:
            return number.with_comma if number.with_point is None else number.with_point
        return number.with_point if style.decimal == "." else number.with_comma
    if cell is None or isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    try:
        value = float(cell)
    except OverflowError:
        return None
    return value + 0.0 if math.isfinite(value) else None


def explain_cell(cell: RawCell, style: NumberStyle) -> str:
    """Say why a cell is no number; '' if it is one, or blank."""
    if is_blank_cell(cell) or parse_cell(cell, style) is not None:
        return ""
    if isinstance(cell, str) and cell.startswith("="):
        return "a formula without a stored value; open the file in a spreadsheet program and save it there"
    if isinstance(cell, str):
        return read_number_text(cell).reason
    if isinstance(cell, bool):
        return "it is yes or no, not a number"
    if isinstance(cell, datetime.date):
        return "it is a date; spreadsheets turn numbers such as 1.2 into dates"
    return "it is not a finite number"


def note_on_cell(cell: RawCell, style: NumberStyle) -> str:
    """Say what was read into a number beside its digits: ``at least``, a unit; '' if nothing."""
    return read_number_text(cell).note if isinstance(cell, str) and parse_cell(cell, style) is not None else ""


def is_per_cent(cell: RawCell) -> bool:
    """Whether a cell is a number with a sign for per cent or per mille, its own or that of its format."""
    return isinstance(cell, ShownPerCent) or (isinstance(cell, str) and read_number_text(cell).is_percent)
